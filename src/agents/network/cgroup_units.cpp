#include "agents/network/cgroup_units.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <vector>

#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxCgroups = 20'000;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// With version 1 of cgroups beside it, the unified hierarchy has a folder of its own.
std::string unified(const std::string& cgroup_root) {
  const std::string beside = cgroup_root + "/unified";
  return ::access((beside + "/cgroup.procs").c_str(), F_OK) == 0 ? beside : cgroup_root;
}

void append_children(const std::string& root, const std::string& path, std::vector<std::string>& into) {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir((root + path).c_str()));
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory.get())) {
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') into.push_back(path + "/" + entry->d_name);
  }
}

}  // namespace

std::map<std::uint64_t, std::string> cgroup_paths(const std::string& cgroup_root,
                                                  const std::set<std::uint64_t>& ids) {
  std::map<std::uint64_t, std::string> found;
  const std::string root = unified(cgroup_root);
  std::vector<std::string> waiting = {""};
  for (std::size_t seen = 0; !waiting.empty() && found.size() < ids.size() && seen < kMaxCgroups; ++seen) {
    const std::string path = std::move(waiting.back());
    waiting.pop_back();
    struct stat info {};
    // The id of a cgroup is the inode of its folder.
    if (::stat((root + path).c_str(), &info) == 0 && ids.contains(info.st_ino))
      found.emplace(info.st_ino, path.empty() ? "/" : path);
    if (waiting.size() < kMaxCgroups) append_children(root, path, waiting);
  }
  return found;
}

std::string unit_of_cgroup(std::string_view path) {
  constexpr std::array<std::string_view, 5> kUnits = {".service", ".scope", ".socket", ".mount", ".swap"};
  std::string unit;
  for (const std::string_view part : base::split(path, '/')) {
    for (const std::string_view suffix : kUnits) {
      if (part.size() > suffix.size() && part.ends_with(suffix)) unit = std::string(part);
    }
  }
  return unit;
}

}  // namespace maxos::agents
