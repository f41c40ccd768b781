#include "agents/filesystem/protected_files.h"

#include <fcntl.h>

#include <filesystem>

#include "agents/filesystem/path_text.h"

namespace maxos::agents {

ProtectedFiles::ProtectedFiles(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (!path.empty()) paths_.push_back(normal(std::filesystem::absolute(path).lexically_normal().string()));
  }
}

std::shared_ptr<ProtectedFiles> ProtectedFiles::of(const std::vector<std::string>& paths) {
  struct Last {
    std::vector<std::string> asked;
    std::shared_ptr<ProtectedFiles> files;
  };
  thread_local Last last;
  if (!last.files || last.asked != paths) last = {paths, std::make_shared<ProtectedFiles>(paths)};
  return last.files;
}

std::vector<struct statx> ProtectedFiles::look() const {
  std::vector<struct statx> files;
  for (const std::string& path : paths_) {
    struct statx info {};
    if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO, &info) == 0) files.push_back(info);
  }
  return files;
}

const std::vector<struct statx>& ProtectedFiles::recent() {
  const auto now = Clock::now();
  if (now >= looked_ + kRecent) {
    files_ = look();
    looked_ = now;
  }
  return files_;
}

}  // namespace maxos::agents
