#include "agents/filesystem/tree_count.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/roots.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// FNV-1a over what is added, finished by the mixer of splitmix64.
class Hash {
 public:
  void add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(value >> shift));
  }
  void add(std::string_view text) {
    for (const char c : text) byte(static_cast<unsigned char>(c));
    byte(0);
  }
  std::uint64_t value() const {
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

 private:
  void byte(unsigned char value) { state_ = (state_ ^ value) * 0x100000001b3U; }
  std::uint64_t state_ = 0xcbf29ce484222325U;
};

void add(TreeCount& count, std::uint64_t parent, std::string_view name, const struct statx& info) {
  const bool top = parent == 0;
  ++count.entries;
  if (is_directory(info)) ++count.directories;
  if ((info.stx_mode & S_IFMT) == S_IFREG) count.bytes += info.stx_size;
  Hash hash;
  hash.add(parent);
  if (!top) hash.add(name);
  hash.add(info.stx_ino);
  hash.add(top ? info.stx_mode & S_IFMT : info.stx_mode);
  hash.add((std::uint64_t{info.stx_uid} << 32U) | info.stx_gid);
  // A directory's size is the file system's business.
  if (!is_directory(info)) hash.add(info.stx_size);
  hash.add(static_cast<std::uint64_t>(info.stx_mtime.tv_sec));
  hash.add(info.stx_mtime.tv_nsec);
  count.hash += hash.value();
}

bool is_special(const struct statx& info) {
  const std::uint32_t type = info.stx_mode & S_IFMT;
  return type != S_IFREG && type != S_IFDIR && type != S_IFLNK;
}

bool among(const std::vector<struct statx>& files, const struct statx& info) {
  return std::any_of(files.begin(), files.end(),
                     [&](const struct statx& file) { return same_inode(file, info); });
}

}  // namespace

std::string TreeCount::fingerprint() const {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s%llu-%llu-%016llx", only_directories() ? "d" : "",
                static_cast<unsigned long long>(entries), static_cast<unsigned long long>(bytes),
                static_cast<unsigned long long>(hash));
  return text.data();
}

absl::StatusOr<TreeCount> count_tree(int parent, const std::string& name, const std::string& path,
                                     const std::vector<struct statx>& forbidden,
                                     const ExecutionContext& context) {
  TreeCount count;
  struct statx info {};
  struct statx around {};
  if (!look(parent, name.c_str(), info) || !look(parent, "", around)) {
    return base::from_errno(errno, "Cannot look at " + display_name(path, PATH_MAX));
  }
  if (is_special(info)) count.special = path;
  if (info.stx_mnt_id != around.stx_mnt_id) count.mount_point = path;
  if (among(forbidden, info)) count.forbidden = path;
  add(count, 0, name, info);
  if (!is_directory(info)) return count;
  base::UniqueFd fd(open_subdirectory(parent, name.c_str()));
  if (!fd) return base::from_errno(errno, "Cannot open the directory " + display_name(path, PATH_MAX));
  auto descent = Descent::create(std::move(fd), path);
  if (!descent.ok()) return descent.status();
  for (;;) {
    const auto event = descent->next(context);
    if (!event.ok()) return event.status();
    if (*event == Descent::Event::end) return count;
    if (*event == Descent::Event::leave) continue;
    const struct statx& found = descent->info();
    if (count.special.empty() && is_special(found)) count.special = descent->path();
    if (count.mount_point.empty() && found.stx_mnt_id != info.stx_mnt_id) count.mount_point = descent->path();
    if (count.forbidden.empty() && among(forbidden, found)) count.forbidden = descent->path();
    add(count, descent->parent_inode(), descent->name(), found);
  }
}

}  // namespace maxos::agents
