#include "ctl/units.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/status.h"
#include "base/text.h"
#include "config/checks.h"
#include "config/loader.h"

namespace maxos::ctl {
namespace {

using Globs = std::vector<std::string>;

constexpr std::string_view kHeader = "written by maxosctl units; what is changed here by hand is lost";
constexpr const char* kReload = "systemctl reload maxos-grpc";

std::string drop_in(const UnitsFiles& files) {
  return std::filesystem::path(files.config).replace_extension(".d") / "90-units.toml";
}

// TOML's basic strings and JavaScript's take the same escapes as JSON for what a glob may hold.
std::string quoted_list(const Globs& globs) {
  std::string text = "[";
  for (const std::string& glob : globs)
    text.append(text.size() > 1 ? ", " : "").append(base::json_string(glob));
  return text + "]";
}

std::string toml_of(const Globs& globs) {
  return "# " + std::string(kHeader) + "\n[system]\nallowed_units = " + quoted_list(globs) + "\n";
}

std::string polkit_of(const Globs& globs) {
  return "// " + std::string(kHeader) + "\npolkit.maxosUnits = " + quoted_list(globs) + ";\n";
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A new file in the old one's place, whole or not at all; everybody may read it.
absl::Status write_file(const std::string& path, const std::string& text) {
  const std::string made = path + ".new";
  const base::UniqueFd fd(::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return base::from_errno(errno, "cannot write " + made);
  const bool written = ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fchmod(fd.get(), 0644) == 0 && ::fsync(fd.get()) == 0 &&
                       std::rename(made.c_str(), path.c_str()) == 0;
  if (written) return absl::OkStatus();
  const int error = errno;
  ::unlink(made.c_str());
  return base::from_errno(error, "cannot write " + path);
}

// Those that one may put beside the globs: a name without a suffix is a service.
absl::StatusOr<Globs> globs_of(const Options& options) {
  Globs globs;
  for (auto word = options.words.begin() + 1; word != options.words.end(); ++word) {
    std::string glob = *word;
    // "*" alone would be every service there is: who means that writes it out.
    const bool named = glob.find_first_not_of("*?.") != std::string::npos;
    if (named && !config::check_unit_glob(glob).empty() && config::check_unit_glob(glob + ".service").empty())
      glob.append(".service");
    if (const std::string wrong = config::check_unit_glob(glob); !wrong.empty())
      return base::invalid_argument("'" + *word + "' " + wrong);
    globs.push_back(std::move(glob));
  }
  return globs;
}

ExitCode refuse(Terminal& terminal, const Options& options, ExitCode exit, grpc::StatusCode code,
                std::string message, std::string advice) {
  return fail(terminal, options,
              {.exit = exit,
               .code = std::string(name_of(code)),
               .message = std::move(message),
               .advice = std::move(advice)});
}

ExitCode failed(Terminal& terminal, const Options& options, const absl::Status& status) {
  return refuse(terminal, options, ExitCode::failed, static_cast<grpc::StatusCode>(status.code()),
                std::string(base::message_of(status)), "");
}

ExitCode print_json(const Globs& globs, bool agree, Terminal& terminal) {
  terminal.out << "{\"allowed_units\":" << quoted_list(globs)
               << ",\"polkit_agrees\":" << (agree ? "true" : "false") << "}\n";
  return ExitCode::success;
}

ExitCode list(const Globs& globs, const UnitsFiles& files, const Options& options, Terminal& terminal) {
  const bool agree = read_file(files.polkit) == polkit_of(globs);
  if (options.json) return print_json(globs, agree, terminal);
  if (globs.empty())
    terminal.out << "No unit may be controlled. Allow one, as root: maxosctl units allow nginx.service\n";
  for (const std::string& glob : globs) terminal.out << glob << "\n";
  // Only root and polkitd may look into polkit's directory.
  if (files.root && !agree && !globs.empty())
    complain(terminal.err, "polkit's list differs from this one", "maxosctl units allow " + globs.front());
  return ExitCode::success;
}

ExitCode change(const Globs& globs, const UnitsFiles& files, const Options& options, Terminal& terminal) {
  const auto directory = std::filesystem::path(files.polkit).parent_path();
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return refuse(terminal, options, ExitCode::failed, grpc::StatusCode::UNAVAILABLE,
                  directory.string() + " does not exist, so polkit is not installed", "apt install polkitd");
  }
  // A unit must be in both lists: what stops between the two leaves it denied.
  if (absl::Status status = write_file(files.polkit, polkit_of(globs)); !status.ok())
    return failed(terminal, options, status);
  const std::string drop = drop_in(files);
  std::filesystem::create_directories(std::filesystem::path(drop).parent_path(), error);
  if (absl::Status status = write_file(drop, toml_of(globs)); !status.ok())
    return failed(terminal, options, status);
  const auto now = config::load(files.config);
  if (!now.ok()) return failed(terminal, options, now.status());
  if (now->config.system.allowed_units != globs) {
    return refuse(terminal, options, ExitCode::failed, grpc::StatusCode::FAILED_PRECONDITION,
                  "a later file than " + drop + " sets system.allowed_units, and wins",
                  "take the key out of it");
  }
  if (options.json) return print_json(globs, true, terminal);
  for (const std::string& glob : globs) terminal.out << glob << "\n";
  terminal.out << "polkit knows it already; the service after: " << kReload << "\n";
  return ExitCode::success;
}

}  // namespace

ExitCode units(const Options& options, const UnitsFiles& files, Terminal& terminal) {
  const auto loaded = config::load(files.config);
  if (!loaded.ok()) return failed(terminal, options, loaded.status());
  Globs globs = loaded->config.system.allowed_units;
  const std::string& verb = options.words.front();
  if (verb == "list") return list(globs, files, options, terminal);
  const auto given = globs_of(options);
  if (!given.ok()) {
    return refuse(terminal, options, ExitCode::usage, grpc::StatusCode::INVALID_ARGUMENT,
                  std::string(base::message_of(given.status())),
                  "for example nginx.service or app-*.service");
  }
  if (!files.root) {
    return refuse(terminal, options, ExitCode::denied, grpc::StatusCode::PERMISSION_DENIED,
                  "units " + verb + " is for root", "sudo maxosctl units " + verb + " …");
  }
  for (const std::string& glob : *given) {
    const auto known = std::find(globs.begin(), globs.end(), glob);
    if (verb == "allow" && known == globs.end()) globs.push_back(glob);
    if (verb == "forget" && known == globs.end()) {
      return refuse(terminal, options, ExitCode::failed, grpc::StatusCode::NOT_FOUND,
                    glob + " is not in the list", "maxosctl units list");
    }
    if (verb == "forget") globs.erase(known);
  }
  return change(globs, files, options, terminal);
}

}  // namespace maxos::ctl
