// Commands that change files: mkdir, cp, mv, rm, tar, zip, unzip.
#include <array>
#include <utility>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

// The names in a path from its root, without "." and empty ones.
std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> names;
  for (const std::string_view name : base::split(path, '/')) {
    if (!name.empty() && name != ".") names.push_back(name);
  }
  return names;
}

// What nobody means to remove or move away by a command that is often mistyped: the root, homes, the
// system's own directories, and what leads upwards to who knows where.
bool is_protected(std::string_view path) {
  const std::vector<std::string_view> names = components(path);
  if (names.empty()) return true;
  for (const std::string_view name : names) {
    if (name == "..") return true;
  }
  if (path.front() == '~') return names.size() == 1;
  if (path.front() != '/') return false;
  if (names.size() == 1 || contains_word("dev proc sys boot", names.front())) return true;
  return names.size() == 2 && contains_word("home usr var run lib lib32 lib64", names.front());
}

bool is_device(std::string_view path) {
  const std::vector<std::string_view> names = components(path);
  return path.starts_with('/') && !names.empty() && contains_word("dev proc sys", names.front());
}

Result read_mkdir(const ShellCommand& command) {
  // "md notes" of another shell; "md files" are documents.
  if (command.name == "md" && (command.arguments.size() != 1 || is_prose(command.arguments[0])))
    return std::nullopt;
  const auto args = read_arguments(command.arguments, {.letters = "pv", .longs = "parents>p verbose>v"});
  Understanding out = shell_change("file.mkdir");
  const bool path = args && args->operands.size() == 1 && put(out, "path", path_value(*args->operands[0]));
  return path ? Result(out) : std::nullopt;
}

Result read_cp_or_mv(const ShellCommand& command) {
  const bool move = command.name == "mv";
  const auto args = read_arguments(command.arguments,
                                   {.letters = move ? "fnv" : "rRapfnv",
                                    .longs = move ? "force>f no-clobber>n verbose>v"
                                                  : "recursive>r archive>a force>f no-clobber>n verbose>v"});
  if (!args || args->operands.size() != 2 || (args->has('f') && args->has('n'))) return std::nullopt;
  const auto source = path_value(*args->operands[0]);
  const auto destination = path_value(*args->operands[1]);
  if (!source || !destination || *source == *destination || is_device(*destination)) return std::nullopt;
  if (move && is_protected(*source)) return std::nullopt;
  Understanding out = shell_change(move ? "file.move" : "file.copy");
  put(out, "source", source);
  put(out, "destination", destination);
  if (args->has('f')) put(out, "overwrite", "true");
  return out;
}

Result read_rm(const ShellCommand& command) {
  const auto args =
      read_arguments(command.arguments, {.letters = "rRfv", .longs = "recursive>r force>f verbose>v"});
  if (!args || args->operands.size() != 1) return std::nullopt;
  const auto path = path_value(*args->operands[0]);
  if (!path || is_protected(*path)) return std::nullopt;
  // rm itself removes a directory only when told so.
  const bool recursive = args->has('r') || args->has('R');
  if (!recursive && path->ends_with('/')) return std::nullopt;
  Understanding out = shell_change("file.delete");
  put(out, "path", path);
  return out;
}

bool ends_with_any(std::string_view text, std::string_view endings) {
  const std::string lower = base::ascii_lower(text);
  for (const std::string_view ending : base::split(endings, ' ')) {
    if (lower.size() > ending.size() && lower.ends_with(ending)) return true;
  }
  return false;
}

// The format that tar's options ask for; nothing when its name says another, or there is none of the kind.
std::optional<std::string> tar_format(const ShellArguments& args, std::string_view archive) {
  const bool gzip = ends_with_any(archive, ".tar.gz .tgz");
  const bool zstd = ends_with_any(archive, ".tar.zst .tzst");
  if (args.has('J') || args.has('j')) return std::nullopt;
  const int chosen = int{args.has('z')} + int{args.has('Z')} + int{args.has('a')} + int{args.has('I')};
  if (chosen != 1) return std::nullopt;
  for (const ShellOption& option : args.options) {
    if (option.letter == 'I' && option.value != "zstd") return std::nullopt;
  }
  if (gzip && (args.has('z') || args.has('a'))) return "tar.gz";
  if (zstd && !args.has('z')) return "tar.zst";
  return std::nullopt;
}

Result read_tar(const ShellCommand& command) {
  std::vector<ShellWord> words = command.arguments;
  if (words.empty()) return std::nullopt;
  // The old way: a bundle of letters without a dash.
  if (words.front().text.find_first_not_of("cxzvfJja") == std::string::npos)
    words.front().text.insert(0, 1, '-');
  const auto args = read_arguments(
      words, {.letters = "cxzvJja",
              .valued = "fCI",
              .longs = "create>c extract>x file>f: directory>C: verbose>v gzip>z zstd>Z auto-compress>a "
                       "use-compress-program>I:"});
  if (!args || args->has('c') == args->has('x')) return std::nullopt;
  const bool create = args->has('c');
  Understanding out = shell_change(create ? "file.archive" : "file.extract");
  for (const ShellOption& option : args->options) {
    if (option.letter == 'f' && !put(out, create ? "destination" : "source", path_value(option)))
      return std::nullopt;
    if (option.letter == 'C' && (create || !put(out, "destination", path_value(option)))) return std::nullopt;
  }
  if (!create) {
    const bool whole = args->operands.empty() && !args->has('a') && !args->has('I');
    return whole && out.slots.contains("source") ? Result(out) : std::nullopt;
  }
  if (args->operands.size() != 1 || !out.slots.contains("destination")) return std::nullopt;
  const bool packed = put(out, "source", path_value(*args->operands[0])) &&
                      put(out, "format", tar_format(*args, out.slots["destination"]));
  return packed ? Result(out) : std::nullopt;
}

Result read_zip(const ShellCommand& command) {
  const auto args =
      read_arguments(command.arguments, {.letters = "rqv", .longs = "recurse-paths>r quiet>q verbose>v"});
  if (!args || args->operands.size() != 2) return std::nullopt;
  auto archive = path_value(*args->operands[0]);
  if (!archive || archive->ends_with('/')) return std::nullopt;
  if (!ends_with_any(*archive, ".zip")) {
    // zip(1) adds the ending to a name without one; "zip photos" is a sentence.
    const std::size_t name = archive->rfind('/') == std::string::npos ? 0 : archive->rfind('/') + 1;
    if (!args->has('r') || archive->find('.', name) != std::string::npos) return std::nullopt;
    archive->append(".zip");
  }
  Understanding out = shell_change("file.archive");
  const bool packed = put(out, "destination", std::move(archive)) &&
                      put(out, "source", path_value(*args->operands[1])) && put(out, "format", "zip");
  return packed ? Result(out) : std::nullopt;
}

Result read_unzip(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "q", .valued = "d"});
  if (!args || args->operands.size() != 1) return std::nullopt;
  Understanding out = shell_change("file.extract");
  const ShellWord& archive = *args->operands[0];
  if (!ends_with_any(archive.text, ".zip") || !put(out, "source", path_value(archive))) return std::nullopt;
  for (const ShellOption& option : args->options) {
    if (option.letter == 'd' && !put(out, "destination", path_value(option))) return std::nullopt;
  }
  return out;
}

constexpr std::array<ShellForm, 6> kForms = {{
    {"mkdir md", read_mkdir},
    {"cp mv", read_cp_or_mv},
    {"rm", read_rm},
    {"tar", read_tar},
    {"zip", read_zip},
    {"unzip", read_unzip},
}};

}  // namespace

std::span<const ShellForm> file_change_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
