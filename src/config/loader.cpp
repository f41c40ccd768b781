#include "config/loader.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/fd.h"
#include "base/status.h"
#include "config/keys.h"
#include "config/merge.h"

namespace maxos::config {
namespace {

namespace fs = std::filesystem;

// Far above any real configuration; a wrong --config must not fill the memory.
constexpr std::size_t kMaxFileBytes = 1024 * 1024;

absl::Status cannot_read(const fs::path& file, int error) {
  return base::from_errno(error, "cannot read the configuration file " + file.string());
}

// The whole text of a regular file.
absl::StatusOr<std::string> read_file(const fs::path& file) {
  // O_NONBLOCK: a FIFO must not hold up the start.
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return cannot_read(file, errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return cannot_read(file, errno);
  if (!S_ISREG(status.st_mode)) {
    return base::invalid_argument("cannot read the configuration file " + file.string() +
                                  ": not a regular file");
  }
  std::string text(kMaxFileBytes + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + filled, text.size() - filled);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(file, errno);
    filled += static_cast<std::size_t>(got);
  }
  if (filled > kMaxFileBytes) {
    return base::invalid_argument("the configuration file " + file.string() + " is larger than 1 MiB");
  }
  text.resize(filled);
  return text;
}

// The drop-ins of `main_file`, sorted by name. Hidden files are what editors leave behind.
absl::StatusOr<std::vector<fs::path>> drop_ins(const fs::path& main_file) {
  fs::path directory = main_file;
  directory.replace_extension(".d");
  std::vector<fs::path> files;
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const fs::path& file = entries->path();
    if (file.extension() == ".toml" && file.filename().string().front() != '.') files.push_back(file);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return base::from_errno(error.value(), "cannot read the configuration directory " + directory.string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What was merged, or every fault, one a line.
absl::StatusOr<Loaded> result(Merge& merge) {
  merge.finish();
  if (merge.faults().empty()) return Loaded{merge.config(), merge.warnings(), {}};
  std::string message;
  for (const Fault& fault : merge.faults()) {
    if (!message.empty()) message.push_back('\n');
    if (!fault.position.file.empty()) message.append(to_string(fault.position)).append(": ");
    message.append(fault.message);
  }
  return base::invalid_argument(message);
}

}  // namespace

absl::StatusOr<Loaded> load(const fs::path& main_file) {
  Merge merge(renamed_keys());
  if (main_file.empty()) return result(merge);
  auto main_text = read_file(main_file);
  if (!main_text.ok()) return main_text.status();
  merge.add(*main_text, main_file.string());
  auto others = drop_ins(main_file);
  if (!others.ok()) return others.status();
  for (const fs::path& file : *others) {
    auto text = read_file(file);
    if (text.ok()) {
      merge.add(*text, file.string());
    } else {
      merge.add_fault({{}, std::string(base::message_of(text.status()))});
    }
  }
  auto loaded = result(merge);
  if (loaded.ok()) {
    loaded->files.push_back(main_file);
    loaded->files.insert(loaded->files.end(), others->begin(), others->end());
  }
  return loaded;
}

absl::StatusOr<Loaded> load_text(std::string_view text, std::string_view name) {
  Merge merge(renamed_keys());
  merge.add(text, name);
  return result(merge);
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const Key& key : all_keys()) names.push_back(key.full_name());
  return names;
}

}  // namespace maxos::config
