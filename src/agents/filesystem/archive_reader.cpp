#include "agents/filesystem/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "agents/filesystem/archive_locale.h"
#include "agents/filesystem/zip_header.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{128} << 10U;

struct FreeArchive {
  void operator()(archive* handle) const { ::archive_read_free(handle); }
};

// The archive's own bytes, by pread(2): the descriptor's position is nobody's.
struct Source {
  int fd = -1;
  la_int64_t at = 0;
  std::vector<char> block = std::vector<char>(kBlockBytes);

  static la_ssize_t read(archive* handle, void* self, const void** data) {
    auto& source = *static_cast<Source*>(self);
    for (;;) {
      const ssize_t got = ::pread(source.fd, source.block.data(), source.block.size(), source.at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        ::archive_set_error(handle, errno, "reading failed");
        return ARCHIVE_FATAL;
      }
      source.at += got;
      *data = source.block.data();
      return got;
    }
  }
  static la_int64_t skip(archive* /*handle*/, void* self, la_int64_t bytes) {
    static_cast<Source*>(self)->at += bytes;
    return bytes;
  }
  static la_int64_t seek(archive* handle, void* self, la_int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(self);
    struct stat info {};
    if (::fstat(source.fd, &info) != 0) {
      ::archive_set_error(handle, errno, "reading failed");
      return ARCHIVE_FATAL;
    }
    source.at = offset + (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.at : info.st_size);
    if (source.at < 0) source.at = 0;
    return source.at;
  }
};

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// libarchive's messages may have several.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return std::string(base::trim(text));
}

class Reader : public ArchiveReader {
 public:
  explicit Reader(int fd)
      : zip_(begins_as_zip(fd)), locale_(zip_ ? kUtf8Names : kByteNames), archive_(::archive_read_new()) {
    source_.fd = fd;
  }

  absl::Status open() {
    const NameLocale locale(locale_);
    archive* handle = archive_.get();
    if (handle == nullptr) return base::internal("There is no memory for the archive.");
    // Named one by one: among all of them there are some that start other programs.
    ::archive_read_support_filter_gzip(handle);
    ::archive_read_support_filter_zstd(handle);
    ::archive_read_support_filter_xz(handle);
    ::archive_read_support_filter_bzip2(handle);
    ::archive_read_support_format_tar(handle);
    // Not as a stream: what types its items have, and that it is whole, is said at its end alone.
    ::archive_read_support_format_zip_seekable(handle);
    ::archive_read_set_read_callback(handle, Source::read);
    ::archive_read_set_skip_callback(handle, Source::skip);
    ::archive_read_set_seek_callback(handle, Source::seek);
    ::archive_read_set_callback_data(handle, &source_);
    if (::archive_read_open1(handle) == ARCHIVE_OK) return absl::OkStatus();
    // What it is compressed by was recognized, and cannot be read.
    if (::archive_filter_count(handle) == 0) return failed();
    if (zip_) return base::invalid_argument("it is damaged or cut off: the directory at its end is missing");
    return base::invalid_argument(
        "it is no archive that can be unpacked (tar, tar.gz, tar.zst, tar.xz, tar.bz2, zip)");
  }

  absl::StatusOr<bool> next(Item& item) override {
    const NameLocale locale(locale_);
    archive_entry* entry = nullptr;
    const int result = ::archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return false;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return failed();
    item = {};
    item.name = text_of(::archive_entry_pathname(entry));
    item.mode = static_cast<std::uint32_t>(::archive_entry_mode(entry));
    item.modified = ::archive_entry_mtime(entry);
    const char* hard = ::archive_entry_hardlink(entry);
    item.hard_link = hard != nullptr;
    item.link = hard != nullptr ? text_of(hard) : text_of(::archive_entry_symlink(entry));
    take_attributes(entry, item);
    if (zip_) take_bytes(item);
    if (::archive_entry_is_encrypted(entry) != 0)
      return base::invalid_argument("it is encrypted, and there is no way to give a password");
    return true;
  }

  std::uint64_t bytes_read() const override { return static_cast<std::uint64_t>(source_.at); }

  absl::StatusOr<std::size_t> read(char* into, std::size_t bytes) override {
    const auto got = ::archive_read_data(archive_.get(), into, bytes);
    if (got < 0) return failed();
    return static_cast<std::size_t>(got);
  }

 private:
  static void take_attributes(archive_entry* entry, Item& item) {
    std::size_t bytes = 0;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    ::archive_entry_xattr_reset(entry);
    while (::archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
      if (name == nullptr || !is_user_attribute(name)) continue;
      // tar files have them twice, in the manner of two programs.
      const bool known = std::any_of(item.attributes.begin(), item.attributes.end(),
                                     [&](const auto& attribute) { return attribute.first == name; });
      if (known) continue;
      bytes += std::strlen(name) + size;
      if (item.attributes.size() == kMaxUserAttributes || bytes > kMaxUserAttributeBytes) return;
      item.attributes.emplace_back(
          name, size == 0 ? std::string() : std::string(static_cast<const char*>(value), size));
    }
  }

  absl::Status failed() const {
    const std::string why = one_line(text_of(::archive_error_string(archive_.get())));
    return base::invalid_argument("it is damaged or cut off" + (why.empty() ? "" : ": " + why));
  }

  // libarchive composes the accents of names that are said to be UTF-8, and has none for one that is not:
  // the bytes are taken from the file.
  void take_bytes(Item& item) const {
    const bool link = (item.mode & S_IFMT) == S_IFLNK;
    const bool whole = !item.name.empty() && (!link || !item.link.empty());
    if (whole && is_ascii(item.name) && is_ascii(item.link)) return;
    if (::archive_filter_code(archive_.get(), 0) != ARCHIVE_FILTER_NONE) return;
    auto header = zip_header_before(source_.fd, ::archive_filter_bytes(archive_.get(), 0));
    // Otherwise the name may come from elsewhere than the header.
    if (!header || (!header->utf8 && !item.name.empty())) return;
    // It has made the backslashes of some programs slashes.
    const auto has_backslash = [](const std::string& name) { return name.find('\\') != std::string::npos; };
    if (!item.name.empty() && has_backslash(header->name) && !has_backslash(item.name)) return;
    item.name = std::move(header->name);
    if (link && !header->stored.empty()) item.link = std::move(header->stored);
  }

  const bool zip_;
  // Where libarchive cannot convert a name of a tar it leaves it as it is, and so it should.
  const char* const locale_;
  // Before the archive, which reads through it until it is freed.
  Source source_;
  const std::unique_ptr<archive, FreeArchive> archive_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::open(int fd) {
  auto reader = std::make_unique<Reader>(fd);
  MAXOS_RETURN_IF_ERROR(reader->open());
  return reader;
}

}  // namespace maxos::agents
