#include "agents/system/mounts.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "agents/proc_file.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// "\040" and its like, as the kernel writes space, tab, line break and backslash.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && digit(i + 1) && digit(i + 2) && digit(i + 3)) {
      const int value = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
      out.push_back(static_cast<char>(value));
      i += 3;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

bool has_option(std::string_view options, std::string_view wanted) {
  for (const std::string_view option : base::split(options, ',')) {
    if (option == wanted) return true;
  }
  return false;
}

// Less is the better name for a file system. A container's root may be a part of one.
auto rank(const Mount& mount) {
  return std::tuple(mount.point != "/", mount.root != "/", mount.point.size());
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  for (const std::string_view line : base::split(mountinfo, '\n')) {
    const auto parts = base::split(line, ' ');
    // id parent major:minor root point options [optional fields] - type source super-options
    const auto dash =
        std::find(parts.begin() + std::min<std::ptrdiff_t>(6, std::ssize(parts)), parts.end(), "-");
    if (parts.size() < 10 || parts.end() - dash < 4) continue;
    const auto id = leading_number(parts[0]);
    const auto major = leading_number(parts[2]);
    const std::size_t colon = parts[2].find(':');
    const auto minor = leading_number(parts[2].substr(std::min(colon, parts[2].size() - 1) + 1));
    if (!id || !major || !minor) continue;
    mounts.push_back({.id = *id,
                      .major = static_cast<unsigned>(*major),
                      .minor = static_cast<unsigned>(*minor),
                      .root = unescape(parts[3]),
                      .point = unescape(parts[4]),
                      .type = std::string(dash[1]),
                      .source = unescape(dash[2]),
                      // Of the file system, not of the mount: ProtectSystem= makes all mounts of the
                      // daemon's own namespace read-only.
                      .read_only = has_option(dash[3], "ro")});
  }
  return mounts;
}

bool is_pseudo(std::string_view type) {
  constexpr std::array<std::string_view, 25> kTypes = {
      "proc",      "sysfs",      "cgroup",      "cgroup2",        "devpts",  "devtmpfs",   "securityfs",
      "pstore",    "efivarfs",   "bpf",         "debugfs",        "tracefs", "configfs",   "fusectl",
      "hugetlbfs", "mqueue",     "autofs",      "binfmt_misc",    "nsfs",    "rpc_pipefs", "selinuxfs",
      "squashfs",  "fuse.lxcfs", "fuse.portal", "fuse.gvfsd-fuse"};
  return contains(kTypes, type);
}

bool is_network(std::string_view type) {
  constexpr std::array<std::string_view, 15> kTypes = {"nfs",       "nfs4", "cifs",  "smb3",     "ceph",
                                                       "afs",       "9p",   "ncpfs", "lustre",   "beegfs",
                                                       "glusterfs", "gfs2", "ocfs2", "orangefs", "virtiofs"};
  // "fuse", "fuseblk", "fuse.sshfs": a process of somebody's answers, or does not.
  return type.starts_with("fuse") || contains(kTypes, type);
}

std::vector<Mount> real_mounts(std::vector<Mount> mounts) {
  std::vector<Mount> real;
  for (Mount& mount : mounts) {
    // The later one lies on top: its path no longer leads to the earlier.
    std::erase_if(real, [&](const Mount& known) { return known.point == mount.point; });
    if (is_pseudo(mount.type)) continue;
    const auto same = std::find_if(real.begin(), real.end(), [&](const Mount& known) {
      return known.major == mount.major && known.minor == mount.minor;
    });
    if (same == real.end()) {
      real.push_back(std::move(mount));
    } else if (rank(mount) < rank(*same)) {
      *same = std::move(mount);
    }
  }
  return real;
}

}  // namespace maxos::agents
