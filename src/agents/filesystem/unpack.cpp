#include "agents/filesystem/unpack.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "agents/filesystem/archive_link.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/filesystem/place.h"
#include "agents/json.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kUnpackBlock = std::size_t{128} << 10U;
constexpr std::size_t kMaxNameBytes = std::size_t{16} << 10U;
// Small archives may well hold a thousand times their size in zeros.
constexpr std::uint64_t kRatioCountsFrom = std::uint64_t{64} << 20U;
// Directories whose times are given back; the others have the time of now.
constexpr std::size_t kMaxTimes = 100'000;

absl::Status refused(const std::string& name, const std::string& why) {
  return base::invalid_argument("it is not unpacked, since it holds " + display_name(name) + ", " + why);
}

// The components of a name or link in an archive that may be made.
absl::StatusOr<std::vector<std::string>> components_in(const std::string& name) {
  if (name.size() > kMaxNameBytes) return refused(name.substr(0, 100) + "…", "whose name is too long");
  if (name.starts_with('/')) return refused(name, "an absolute path");
  std::vector<std::string> components = components_of(name);
  for (const std::string& component : components) {
    if (component == "..") return refused(name, "which would lead out of where it is unpacked");
    if (component.size() > NAME_MAX) return refused(component, "which is longer than file names can be");
    if (is_own_name(component)) return refused(name, "a name that is kept for this service itself");
  }
  return components;
}

// Of what was recorded; `otherwise` when nothing was, not even a type. Mode 000 is one.
mode_t permissions(const ArchiveReader::Item& item, mode_t otherwise) {
  return item.mode != 0 ? item.mode & 0777U : otherwise;
}

std::array<timespec, 2> times(std::int64_t modified) {
  return {timespec{.tv_sec = 0, .tv_nsec = UTIME_NOW}, timespec{.tv_sec = modified, .tv_nsec = 0}};
}

absl::Status failed(const std::string& name) {
  if (errno == EEXIST) return refused(name, "a name that it holds already");
  return change_failed(errno, "Cannot write " + display_name(name));
}

}  // namespace

absl::Status Unpacker::check_amount() const {
  if (items_ > config_.extract_entries) {
    return base::failed_precondition("it holds more than " + std::to_string(config_.extract_entries) +
                                     " files and directories (filesystem.extract_entries)");
  }
  if (done_.bytes > config_.extract_bytes) {
    return base::failed_precondition("unpacked it is larger than " +
                                     base::human_bytes(config_.extract_bytes) +
                                     " (filesystem.extract_bytes)");
  }
  if (done_.bytes > kRatioCountsFrom &&
      done_.bytes / std::max<std::uint64_t>(archive_bytes_, 1) > config_.extract_ratio) {
    return base::failed_precondition(
        "unpacked it is more than " + std::to_string(config_.extract_ratio) +
        " times as large as it is itself, as no honest archive is (filesystem.extract_ratio)");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Unpacker::parent_of(const std::vector<std::string>& components) {
  std::string path;
  for (std::size_t i = 0; i + 1 < components.size(); ++i) path.append(components[i]).append("/");
  if (parent_ && path == parent_path_) return parent_.get();
  base::UniqueFd at(::fcntl(into_, F_DUPFD_CLOEXEC, 0));
  for (std::size_t i = 0; i + 1 < components.size(); ++i) {
    const char* name = components[i].c_str();
    if (::mkdirat(at.get(), name, 0777) == 0) {
      ++done_.directories;
      ++items_;
      MAXOS_RETURN_IF_ERROR(check_amount());
    } else if (errno != EEXIST) {
      return failed(path);
    }
    base::UniqueFd next(open_directory_beneath(at.get(), name));
    if (!next) return refused(path, "which goes through something that is no directory");
    at = std::move(next);
  }
  parent_path_ = std::move(path);
  parent_ = std::move(at);
  return parent_.get();
}

absl::Status Unpacker::add_directory(const std::vector<std::string>& components,
                                     const ArchiveReader::Item& item) {
  std::vector<std::string> within = components;
  within.emplace_back(".");
  const auto directory = parent_of(within);
  if (!directory.ok()) return directory.status();
  // Ours to write into while it is filled.
  if (::fchmod(*directory, permissions(item, 0755) | 0700U) != 0) return failed(item.name);
  write_user_attributes(*directory, item.attributes, done_.lost_attributes);
  if (times_.size() < kMaxTimes) times_.push_back({base::join(components, "/"), item.modified});
  return absl::OkStatus();
}

absl::Status Unpacker::add_file(int parent, const std::string& name, const ArchiveReader::Item& item,
                                ArchiveReader& reader) {
  const base::UniqueFd file(
      ::openat(parent, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return failed(item.name);
  std::vector<char> block(kUnpackBlock);
  for (;;) {
    MAXOS_RETURN_IF_ERROR(context_.check());
    const auto got = reader.read(block.data(), block.size());
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    done_.bytes += *got;
    MAXOS_RETURN_IF_ERROR(check_amount());
    for (std::size_t at = 0; at < *got;) {
      const ssize_t written = ::write(file.get(), block.data() + at, *got - at);
      if (written < 0 && errno != EINTR) return failed(item.name);
      if (written > 0) at += static_cast<std::size_t>(written);
    }
  }
  ++done_.files;
  write_user_attributes(file.get(), item.attributes, done_.lost_attributes);
  if (::fchmod(file.get(), permissions(item, 0644)) != 0) return failed(item.name);
  return ::futimens(file.get(), times(item.modified).data()) == 0 ? absl::OkStatus() : failed(item.name);
}

absl::Status Unpacker::add_symlink(int parent, const std::vector<std::string>& components,
                                   const ArchiveReader::Item& item) {
  if (item.link.size() >= PATH_MAX || leads_out(item.link, components.size() - 1))
    return refused(item.name, "a link that leads out of where it is unpacked");
  const char* name = components.back().c_str();
  if (::symlinkat(item.link.c_str(), parent, name) != 0) return failed(item.name);
  ++done_.links;
  ::utimensat(parent, name, times(item.modified).data(), AT_SYMLINK_NOFOLLOW);
  return absl::OkStatus();
}

absl::Status Unpacker::add_hard_link(int parent, const std::string& name, const ArchiveReader::Item& item) {
  const auto target = components_in(item.link);
  if (!target.ok()) return target.status();
  if (target->empty()) return refused(item.name, "a link to nothing");
  // Step by step, and through no symbolic link.
  base::UniqueFd at(::fcntl(into_, F_DUPFD_CLOEXEC, 0));
  for (std::size_t i = 0; i + 1 < target->size() && at; ++i)
    at.reset(open_directory_beneath(at.get(), (*target)[i].c_str()));
  struct statx info {};
  if (!at || !stat_entry(at.get(), target->back().c_str(), info) || (info.stx_mode & S_IFMT) != S_IFREG)
    return refused(item.name, "a link to " + display_name(item.link) + ", which is no file in it");
  if (::linkat(at.get(), target->back().c_str(), parent, name.c_str(), 0) != 0) return failed(item.name);
  ++done_.files;
  return absl::OkStatus();
}

absl::Status Unpacker::add(const ArchiveReader::Item& item, ArchiveReader& reader) {
  MAXOS_RETURN_IF_ERROR(context_.check());
  const auto components = components_in(item.name);
  if (!components.ok()) return components.status();
  const std::uint32_t type = item.mode & S_IFMT;
  if (components->empty()) {
    // "./", the top itself. Anything else without a name would be lost.
    if (!item.name.empty() && type == S_IFDIR && !item.hard_link) return absl::OkStatus();
    return base::invalid_argument("it is not unpacked, since it holds something without a name");
  }
  ++items_;
  MAXOS_RETURN_IF_ERROR(check_amount());
  if (type == S_IFDIR && !item.hard_link) return add_directory(*components, item);
  const auto parent = parent_of(*components);
  if (!parent.ok()) return parent.status();
  const std::string& name = components->back();
  if (item.hard_link) return add_hard_link(*parent, name, item);
  if (type == S_IFLNK) return add_symlink(*parent, *components, item);
  // zip files made elsewhere say nothing of types.
  if (type == S_IFREG || type == 0) return add_file(*parent, name, item, reader);
  return refused(item.name, "a device, FIFO or socket");
}

absl::Status Unpacker::finish() {
  parent_.reset();
  parent_path_.clear();
  for (auto time = times_.rbegin(); time != times_.rend(); ++time) {
    MAXOS_RETURN_IF_ERROR(context_.check());
    const base::UniqueFd fd(open_directory_beneath(into_, time->path.c_str()));
    if (fd) ::futimens(fd.get(), times(time->modified).data());
  }
  return absl::OkStatus();
}

}  // namespace maxos::agents
