#include "agents/filesystem/organize.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "agents/filesystem/directory.h"
#include "agents/filesystem/file_kind.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/place.h"
#include "base/fd.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

struct KindFolder {
  std::string_view kind;
  std::string_view folder;
};
constexpr std::array<KindFolder, 6> kFolders = {{{"image", "Images"},
                                                 {"video", "Videos"},
                                                 {"audio", "Audio"},
                                                 {"document", "Documents"},
                                                 {"archive", "Archives"},
                                                 {"code", "Code"}}};

std::string folder_of(const DirectoryEntry& entry, bool by_month) {
  // "2026-11" of RFC 3339.
  if (by_month) return base::rfc3339(entry.info.stx_mtime.tv_sec).substr(0, 7);
  const std::string_view kind = kind_of_name(entry.name);
  for (const KindFolder& one : kFolders) {
    if (one.kind == kind) return std::string(one.folder);
  }
  return "Other";
}

// The folder itself, while its files are looked at.
struct Opened {
  bool exists = false;
  // Whether files can be moved into it: a directory on the same mount, or nothing yet.
  bool usable = true;
  base::UniqueFd fd;
};

Opened open_folder(int directory, const struct statx& around, const std::string& name) {
  Opened folder;
  struct statx info {};
  if (!stat_entry(directory, name.c_str(), info)) return folder;
  folder.exists = true;
  folder.usable = (info.stx_mode & S_IFMT) == S_IFDIR && info.stx_mnt_id == around.stx_mnt_id;
  if (folder.usable)
    folder.fd.reset(open_beneath(directory, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW));
  folder.usable = folder.usable && folder.fd;
  return folder;
}

}  // namespace

std::string Organized::seal() const {
  // FNV-1a: against accidents; who could forge it could as well swap files a moment later.
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    hash = (hash ^ 0xFFU) * 0x100000001b3U;
  };
  for (const auto& [name, folder] : folders) {
    add(name);
    add(folder.exists ? "exists" : "new");
    for (const OrganizedFile& file : folder.files) {
      add(file.name);
      add(std::to_string(file.identity.inode));
      add(std::to_string(file.identity.born));
    }
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%llu-%016llx", static_cast<unsigned long long>(files),
                static_cast<unsigned long long>(hash));
  return text.data();
}

absl::StatusOr<Organized> organize(int fd, bool by_month, std::size_t most, const ExecutionContext& context) {
  const ListOptions options = {.pattern = {}, .hidden = false, .sort = SortOrder::name, .limit = most};
  const auto listing = read_directory(fd, options, context);
  if (!listing.ok()) return listing.status();
  if (listing->total > most) {
    return base::failed_precondition("it has " + std::to_string(listing->total) +
                                     " entries, and no more than " + std::to_string(most) +
                                     " are sorted at once. Move some into a directory of their own first");
  }
  struct statx around {};
  if (!stat_entry(fd, ".", around)) return base::from_errno(errno, "Cannot look at the directory");
  Organized organized;
  std::map<std::string, Opened> opened;
  for (const DirectoryEntry& entry : listing->entries) {
    MAXOS_RETURN_IF_ERROR(context.check());
    struct statx info {};
    if (!stat_entry(fd, entry.name.c_str(), info) || (info.stx_mode & S_IFMT) != S_IFREG ||
        is_own_name(entry.name))
      continue;
    const std::string name = folder_of(entry, by_month);
    auto folder = opened.find(name);
    if (folder == opened.end()) folder = opened.emplace(name, open_folder(fd, around, name)).first;
    struct statx there {};
    if (!folder->second.usable || info.stx_mnt_id != around.stx_mnt_id ||
        (folder->second.exists && stat_entry(folder->second.fd.get(), entry.name.c_str(), there))) {
      ++organized.staying;
      continue;
    }
    Organized::Folder& into = organized.folders[name];
    into.exists = folder->second.exists;
    into.files.push_back({entry.name, identity_of(info), info.stx_size});
    ++organized.files;
    organized.bytes += info.stx_size;
  }
  return organized;
}

}  // namespace maxos::agents
