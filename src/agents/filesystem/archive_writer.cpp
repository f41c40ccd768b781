#include "agents/filesystem/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

#include "agents/filesystem/archive_locale.h"
#include "agents/filesystem/place.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

struct FreeWriter {
  void operator()(archive* handle) const { ::archive_write_free(handle); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { ::archive_entry_free(entry); }
};

class Writer : public ArchiveWriter {
 public:
  Writer(archive* handle, ArchiveFormat format)
      : archive_(handle), entry_(::archive_entry_new()), zip_(format == ArchiveFormat::zip) {}

  bool keeps_attributes() const override { return !zip_; }

  absl::Status begin(const Item& item) override {
    // In a zip file every name of an UTF-8 locale is called UTF-8; one that is not stands there as bytes.
    const NameLocale locale(zip_ && !base::is_utf8(item.name) ? kByteNames : kUtf8Names);
    archive_entry* entry = ::archive_entry_clear(entry_.get());
    const struct statx& info = item.info;
    const bool file = (info.stx_mode & S_IFMT) == S_IFREG;
    const bool link = (info.stx_mode & S_IFMT) == S_IFLNK;
    ::archive_entry_set_pathname(entry, item.name.c_str());
    ::archive_entry_set_mode(entry, info.stx_mode);
    ::archive_entry_set_mtime(entry, static_cast<time_t>(info.stx_mtime.tv_sec),
                              static_cast<long>(info.stx_mtime.tv_nsec));
    ::archive_entry_set_uid(entry, info.stx_uid);
    ::archive_entry_set_gid(entry, info.stx_gid);
    if (link) ::archive_entry_set_symlink(entry, item.link.c_str());
    if (file && !item.link.empty()) ::archive_entry_set_hardlink(entry, item.link.c_str());
    ::archive_entry_set_size(entry, file && item.link.empty() ? static_cast<la_int64_t>(info.stx_size) : 0);
    for (const auto& [name, value] : item.attributes)
      ::archive_entry_xattr_add_entry(entry, name.c_str(), value.data(), value.size());
    return check(::archive_write_header(archive_.get(), entry));
  }

  absl::Status write(std::string_view data) override {
    const auto written = ::archive_write_data(archive_.get(), data.data(), data.size());
    if (written < 0) return failed();
    // Never more than was announced; fewer only when the announced size was reached.
    return static_cast<std::size_t>(written) == data.size()
               ? absl::OkStatus()
               : base::internal("The archive took fewer bytes than a file has.");
  }

  absl::Status finish() override {
    const NameLocale locale(kUtf8Names);
    return check(::archive_write_close(archive_.get()));
  }

 private:
  // A warning is about what a format cannot say of an entry (a name in no known character set): it is in
  // there.
  absl::Status check(int result) {
    return result == ARCHIVE_OK || result == ARCHIVE_WARN ? absl::OkStatus() : failed();
  }

  absl::Status failed() {
    const int error = ::archive_errno(archive_.get());
    if (error > 0) return change_failed(error, "Cannot write the archive");
    const char* text = ::archive_error_string(archive_.get());
    return base::failed_precondition(std::string("Cannot write the archive: ") +
                                     (text == nullptr ? "" : text) + ".");
  }

  const std::unique_ptr<archive, FreeWriter> archive_;
  const std::unique_ptr<archive_entry, FreeEntry> entry_;
  const bool zip_;
};

int choose(archive* handle, ArchiveFormat format) {
  switch (format) {
    case ArchiveFormat::zip:
      return ::archive_write_set_format_zip(handle);
    case ArchiveFormat::tar_gz:
      return ::archive_write_add_filter_gzip(handle) | ::archive_write_set_format_pax_restricted(handle);
    case ArchiveFormat::tar_zst:
      return ::archive_write_add_filter_zstd(handle) | ::archive_write_set_format_pax_restricted(handle);
  }
  return ARCHIVE_FATAL;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(int fd, ArchiveFormat format) {
  archive* handle = ::archive_write_new();
  if (handle == nullptr) return base::internal("There is no memory for the archive.");
  auto writer = std::make_unique<Writer>(handle, format);
  // A warning here would mean that it starts another program to compress.
  if (choose(handle, format) != ARCHIVE_OK) {
    return base::unavailable("This machine's libarchive cannot make " + std::string(to_string(format)) +
                             ". Ask for another format, for example zip.");
  }
  ::archive_write_set_bytes_in_last_block(handle, 1);
  if (::archive_write_open_fd(handle, fd) != ARCHIVE_OK)
    return change_failed(::archive_errno(handle) > 0 ? ::archive_errno(handle) : EIO,
                         "Cannot write the archive");
  return writer;
}

}  // namespace maxos::agents
