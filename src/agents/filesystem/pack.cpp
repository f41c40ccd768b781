#include "agents/filesystem/pack.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <map>
#include <utility>
#include <vector>

#include "agents/filesystem/archive_link.h"
#include "agents/filesystem/descent.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kPackBlock = std::size_t{128} << 10U;
// Files with several names that are remembered; further ones are packed once for each name.
constexpr std::size_t kMaxLinks = 100'000;

class Packer {
 public:
  Packer(ArchiveWriter& writer, bool keep_hard_links, const std::function<void(const Packed&)>& progress,
         const ExecutionContext& context)
      : writer_(writer),
        keep_hard_links_(keep_hard_links),
        progress_(progress),
        context_(context),
        block_(kPackBlock) {}

  // `directory`: open.
  absl::Status add_directory(int directory, const struct statx& info, const std::string& name) {
    ++done_.directories;
    return writer_.begin({name + "/", info, {}, attributes_of(directory)});
  }

  // Anything else. `path`: absolute, for messages; `name`: in the archive.
  absl::Status add(int directory, const std::string& file, const struct statx& info, const std::string& path,
                   const std::string& name) {
    switch (info.stx_mode & S_IFMT) {
      case S_IFREG:
        return add_file(directory, file, path, name);
      case S_IFLNK:
        return add_link(directory, file, info, path, name);
      default:
        ++done_.left_out;
        return absl::OkStatus();
    }
  }

  const Packed& done() const { return done_; }

 private:
  UserAttributes attributes_of(int fd) {
    UserAttributes attributes = read_user_attributes(fd, done_.lost_attributes);
    if (!writer_.keeps_attributes()) done_.lost_attributes += std::exchange(attributes, {}).size();
    return attributes;
  }

  absl::Status add_link(int directory, const std::string& file, const struct statx& info,
                        const std::string& path, const std::string& name) {
    std::array<char, PATH_MAX> target{};
    const ssize_t length = ::readlinkat(directory, file.c_str(), target.data(), target.size());
    if (length < 0) return base::from_errno(errno, "Cannot read the link " + display_path(path));
    std::string link(target.data(), static_cast<std::size_t>(length));
    ++done_.links;
    if (leads_out(link, components_of(name).size() - 1)) ++done_.leading_out;
    return writer_.begin({name, info, std::move(link), {}});
  }

  absl::Status add_file(int directory, const std::string& file, const std::string& path,
                        const std::string& name) {
    ArchiveWriter::Item item{name, {}, {}, {}};
    const base::UniqueFd fd = open_regular(directory, file.c_str(), item.info);
    if (!fd) {
      if (errno == ENOENT || errno == ENXIO)
        return base::failed_precondition(display_path(path) +
                                         " was removed or replaced while it was packed. Ask again.");
      return base::from_errno(errno, "Cannot read " + display_path(path));
    }
    ++done_.files;
    if (keep_hard_links_ && item.info.stx_nlink > 1) {
      const std::pair id{(std::uint64_t{item.info.stx_dev_major} << 32U) | item.info.stx_dev_minor,
                         item.info.stx_ino};
      if (const auto first = links_.find(id); first != links_.end()) {
        item.link = first->second;
        return writer_.begin(item);
      }
      if (links_.size() < kMaxLinks) links_.emplace(id, name);
    }
    item.attributes = attributes_of(fd.get());
    MAXOS_RETURN_IF_ERROR(writer_.begin(item));
    return add_data(fd.get(), item.info.stx_size, path);
  }

  // Exactly as much as was announced: what is appended meanwhile (a log) is not in it.
  absl::Status add_data(int fd, std::uint64_t size, const std::string& path) {
    for (std::uint64_t at = 0; at < size;) {
      MAXOS_RETURN_IF_ERROR(context_.check());
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(block_.size(), size - at));
      const ssize_t got = ::read(fd, block_.data(), want);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return base::from_errno(errno, "Cannot read " + display_path(path));
      if (got == 0)
        return base::failed_precondition(display_path(path) +
                                         " became shorter while it was packed. Ask again.");
      MAXOS_RETURN_IF_ERROR(writer_.write({block_.data(), static_cast<std::size_t>(got)}));
      at += static_cast<std::uint64_t>(got);
      done_.bytes += static_cast<std::uint64_t>(got);
      progress_(done_);
    }
    return absl::OkStatus();
  }

  ArchiveWriter& writer_;
  const bool keep_hard_links_;
  const std::function<void(const Packed&)>& progress_;
  const ExecutionContext& context_;
  Packed done_;
  std::vector<char> block_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> links_;
};

}  // namespace

absl::StatusOr<Packed> pack_tree(const Place& source, ArchiveWriter& writer, bool keep_hard_links,
                                 const std::function<void(const Packed&)>& progress,
                                 const ExecutionContext& context) {
  struct statx info {};
  if (!look(source.parent.get(), source.name.c_str(), info))
    return base::from_errno(errno, "Cannot look at " + display_path(source.path));
  Packer packer(writer, keep_hard_links, progress, context);
  if (!is_directory(info)) {
    MAXOS_RETURN_IF_ERROR(packer.add(source.parent.get(), source.name, info, source.path, source.name));
    return packer.done();
  }
  base::UniqueFd top(open_subdirectory(source.parent.get(), source.name.c_str()));
  if (!top) return base::from_errno(errno, "Cannot open the directory " + display_path(source.path));
  MAXOS_RETURN_IF_ERROR(packer.add_directory(top.get(), info, source.name));
  auto descent = Descent::create(std::move(top), source.path);
  if (!descent.ok()) return descent.status();
  const std::size_t above = source.path.size() - source.name.size();
  // Directories of this service's own within each other; nothing in them is packed.
  std::size_t own = 0;
  for (;;) {
    const auto event = descent->next(context);
    if (!event.ok()) return event.status();
    if (*event == Descent::Event::end) return packer.done();
    const bool leave = *event == Descent::Event::leave;
    if (leave) {
      if (own > 0) --own;
      continue;
    }
    const bool enter = *event == Descent::Event::enter;
    if (own > 0 || is_own_name(descent->name())) {
      if (enter) ++own;
      continue;
    }
    const std::string path = descent->path();
    // After enter the descent stands in the directory already.
    MAXOS_RETURN_IF_ERROR(
        enter ? packer.add_directory(descent->directory(), descent->info(), path.substr(above))
              : packer.add(descent->directory(), descent->name(), descent->info(), path, path.substr(above)));
  }
}

}  // namespace maxos::agents
