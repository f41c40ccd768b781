#include "health/filesystems.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <tuple>

#include "platform/procfs.h"

namespace maxos::health {
namespace {

constexpr std::size_t kMaxFilesystems = 64;
// Mounts looked at: a machine full of containers has thousands.
constexpr std::size_t kMaxMounts = 10'000;

constexpr std::array kNeverAsked = {
    // No storage behind them.
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs",
    "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "overlay", "proc", "pstore", "ramfs", "rootfs",
    "rpc_pipefs", "securityfs", "selinuxfs", "sysfs", "tracefs",
    // Images, full by nature.
    "cramfs", "erofs", "iso9660", "romfs", "squashfs", "udf",
    // Behind a network, a hypervisor or a user's process.
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse", "fuseblk", "gfs2", "glusterfs", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb3", "smbfs", "virtiofs"};
// Where a full tmpfs stops something.
constexpr std::array kTmpfsPlaces = {"/dev/shm", "/run", "/tmp", "/var/tmp"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_asked(std::string_view mount_point, std::string_view type) {
  if (mount_point == "/") return true;
  if (type == "tmpfs") return contains(kTmpfsPlaces, mount_point);
  return !contains(kNeverAsked, type) && type.substr(0, 5) != "fuse.";
}

// proc(5): space, tab, line break and backslash are written as \040 and so on.
std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octal = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && octal(i + 1) && octal(i + 2) && octal(i + 3)) {
      out.push_back(
          static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
      i += 3;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::size_t comma = options.find(',');
    if (options.substr(0, comma) == wanted) return true;
    if (comma == std::string_view::npos) break;
    options.remove_prefix(comma + 1);
  }
  return false;
}

// One line: "36 35 98:0 /root /mnt rw,noatime master:1 - ext4 /dev/vda rw,errors=continue".
struct Entry {
  std::string_view device;
  std::string root;
  Mount mount;

  // Less is the better name for the device.
  auto rank() const {
    return std::make_tuple(mount.mount_point != "/", root != "/", mount.mount_point.size(),
                           mount.mount_point);
  }
};

bool parse(std::string_view line, Entry& out) {
  platform::next_word(line);  // id
  platform::next_word(line);  // parent
  out.device = platform::next_word(line);
  const std::string_view root = platform::next_word(line);
  const std::string_view mount_point = platform::next_word(line);
  std::string_view word = platform::next_word(line);  // options of the mount
  while (!word.empty() && word != "-") word = platform::next_word(line);
  const std::string_view type = platform::next_word(line);
  const std::string_view source = platform::next_word(line);
  const std::string_view options = platform::next_word(line);
  if (options.empty() || mount_point.empty() || mount_point.front() != '/') return false;
  out.root = unescape(root);
  out.mount = {unescape(mount_point), unescape(source), std::string(type), has_option(options, "ro")};
  return true;
}

}  // namespace

std::vector<Mount> select_mounts(std::string_view mountinfo) {
  // By mount point, the last one wins: it lies on top of the others.
  std::map<std::string, Entry> visible;
  std::size_t seen = 0;
  while (const auto line = platform::next_line(mountinfo)) {
    if (++seen > kMaxMounts) break;
    Entry entry;
    if (parse(*line, entry)) visible.insert_or_assign(entry.mount.mount_point, std::move(entry));
  }
  std::map<std::string_view, const Entry*> by_device;
  for (const auto& [mount_point, entry] : visible) {
    if (!is_asked(mount_point, entry.mount.type)) continue;
    const Entry*& best = by_device[entry.device];
    if (best == nullptr || entry.rank() < best->rank()) best = &entry;
  }
  std::vector<Mount> out;
  out.reserve(by_device.size());
  for (const auto& [device, entry] : by_device) out.push_back(entry->mount);
  std::sort(out.begin(), out.end(),
            [](const Mount& a, const Mount& b) { return a.mount_point < b.mount_point; });
  if (out.size() > kMaxFilesystems) out.resize(kMaxFilesystems);
  return out;
}

bool measure(const Mount& mount, Filesystem& out) {
  struct statvfs use {};
  if (statvfs(mount.mount_point.c_str(), &use) != 0 || use.f_blocks == 0 || use.f_bfree > use.f_blocks)
    return false;
  const std::uint64_t block = use.f_frsize != 0 ? use.f_frsize : use.f_bsize;
  const std::uint64_t used = use.f_blocks - use.f_bfree;
  const std::uint64_t usable = used + use.f_bavail;
  out.mount_point = mount.mount_point;
  out.source = mount.source;
  out.type = mount.type;
  out.read_only = mount.read_only;
  out.total_bytes = use.f_blocks * block;
  out.available_bytes = use.f_bavail * block;
  out.used_bytes = used * block;
  out.used_percent = usable == 0 ? 0 : 100.0 * static_cast<double>(used) / static_cast<double>(usable);
  out.inodes = use.f_files;
  out.inodes_free = use.f_ffree;
  out.inodes_used_percent.reset();
  // btrfs and others have no table of inodes, and say 0.
  if (use.f_files > 0 && use.f_ffree <= use.f_files) {
    out.inodes_used_percent =
        100.0 * static_cast<double>(use.f_files - use.f_ffree) / static_cast<double>(use.f_files);
  }
  return true;
}

}  // namespace maxos::health
