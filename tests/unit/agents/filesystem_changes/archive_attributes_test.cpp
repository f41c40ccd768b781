// Extended attributes in archives: those of people and programs are kept, those of the machine are not.
#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>

#include "workshop.h"

namespace maxos::agents {
namespace {

using testing::HasSubstr;
using testing::Not;

class ArchiveAttributes : public WorkshopTest {
 protected:
  void set(const std::string& path, const char* name, const std::string& value) const {
    ASSERT_EQ(::setxattr(shop_->path(path).c_str(), name, value.data(), value.size(), 0), 0)
        << path << " " << name;
  }
  std::string get(const std::string& path, const char* name) const {
    std::array<char, 4096> value{};
    const ssize_t size = ::getxattr(shop_->path(path).c_str(), name, value.data(), value.size());
    return size < 0 ? "(none)" : std::string(value.data(), static_cast<std::size_t>(size));
  }
};

TEST_F(ArchiveAttributes, OfFilesAndDirectoriesComeOutAgain) {
  const std::string bytes("a\0b=\n\xff", 6);
  shop_->write("notes/deep/a.txt", "one");
  shop_->write("notes/plain.txt", "two");
  set("notes", "user.top", "of the top");
  set("notes/deep", "user.tags", "red,green");
  set("notes/deep/a.txt", "user.xdg.comment", bytes);
  set("notes/deep/a.txt", "user.empty", "");
  set("notes/deep/a.txt", "user.caf\xc3\xa9", "name");
  std::filesystem::create_hard_link(shop_->path("notes/deep/a.txt"), shop_->path("notes/twin"));
  for (const std::string format : {"tar.gz", "tar.zst"}) {
    const auto packed = shop_->run("file.archive", {{"source", "notes"}, {"format", format}});
    ASSERT_TRUE(packed.ok()) << said(packed);
    EXPECT_THAT(packed->message, Not(HasSubstr("attribute")));
    const auto unpacked = shop_->run("file.extract", {{"source", "notes." + format}, {"destination", "out"}});
    ASSERT_TRUE(unpacked.ok()) << said(unpacked);
    EXPECT_EQ(get("out/notes", "user.top"), "of the top");
    EXPECT_EQ(get("out/notes/deep", "user.tags"), "red,green");
    for (const char* name : {"out/notes/deep/a.txt", "out/notes/twin"}) {
      EXPECT_EQ(get(name, "user.xdg.comment"), bytes);
      EXPECT_EQ(get(name, "user.empty"), "");
      EXPECT_EQ(get(name, "user.caf\xc3\xa9"), "name");
    }
    EXPECT_EQ(::listxattr(shop_->path("out/notes/plain.txt").c_str(), nullptr, 0), 0);
    ASSERT_TRUE(shop_->run("file.undo", {}).ok());
    ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  }
}

TEST_F(ArchiveAttributes, OfOneFileAlone) {
  shop_->write("a.txt", "one");
  set("a.txt", "user.tags", "red");
  ASSERT_TRUE(shop_->run("file.archive", {{"source", "a.txt"}, {"format", "tar.gz"}}).ok());
  ASSERT_TRUE(shop_->run("file.extract", {{"source", "a.txt.tar.gz"}, {"destination", "out"}}).ok());
  EXPECT_EQ(get("out/a.txt", "user.tags"), "red");
}

TEST_F(ArchiveAttributes, AZipFileHasNoneAndSaysSo) {
  shop_->write("notes/a.txt", "one");
  set("notes", "user.top", "x");
  set("notes/a.txt", "user.tags", "red");
  const auto packed = shop_->run("file.archive", {{"source", "notes"}, {"format", "zip"}});
  ASSERT_TRUE(packed.ok()) << said(packed);
  EXPECT_THAT(packed->message, HasSubstr("2 extended attributes are not in it: a zip file has no place"));
  EXPECT_EQ(value(packed, "lost_attribute_count"), "2");
}

TEST_F(ArchiveAttributes, ANameThatATarCannotHoldIsToldAndHarmsNothing) {
  shop_->write("notes/a.txt", "one");
  set("notes/a.txt", "user.a=b", "x");
  set("notes/a.txt", "user.tags", "red");
  const auto packed = shop_->run("file.archive", {{"source", "notes"}, {"format", "tar.gz"}});
  ASSERT_TRUE(packed.ok()) << said(packed);
  EXPECT_THAT(packed->message, HasSubstr("1 extended attribute is not in it."));
  ASSERT_TRUE(shop_->run("file.extract", {{"source", "notes.tar.gz"}, {"destination", "out"}}).ok());
  EXPECT_EQ(get("out/notes/a.txt", "user.tags"), "red");
  EXPECT_EQ(get("out/notes/a.txt", "user.a"), "(none)");
}

// A stranger's archive gives no capability, no label and no more than a file may well have.
TEST_F(ArchiveAttributes, OthersThanThoseOfPeopleAreNotTaken) {
  archive* out = ::archive_write_new();
  ::archive_write_set_format_pax_restricted(out);
  ASSERT_EQ(::archive_write_open_filename(out, shop_->path("bad.tar").c_str()), ARCHIVE_OK);
  archive_entry* entry = ::archive_entry_new();
  ::archive_entry_set_pathname(entry, "tool");
  ::archive_entry_set_mode(entry, S_IFREG | 0755);
  ::archive_entry_set_size(entry, 0);
  const std::string capability("\1\0\0\2\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  for (const char* name :
       {"security.capability", "trusted.overlay.opaque", "system.posix_acl_access", "user."})
    ::archive_entry_xattr_add_entry(entry, name, capability.data(), capability.size());
  for (int i = 0; i < 2'000; ++i)
    ::archive_entry_xattr_add_entry(entry, ("user.n" + std::to_string(i)).c_str(), "x", 1);
  ASSERT_GE(::archive_write_header(out, entry), ARCHIVE_WARN);
  ::archive_entry_free(entry);
  ASSERT_EQ(::archive_write_close(out), ARCHIVE_OK);
  ::archive_write_free(out);
  const auto unpacked = shop_->run("file.extract", {{"source", "bad.tar"}, {"destination", "out"}});
  ASSERT_TRUE(unpacked.ok()) << said(unpacked);
  for (const char* name : {"security.capability", "trusted.overlay.opaque", "system.posix_acl_access"})
    EXPECT_EQ(get("out/tool", name), "(none)");
  EXPECT_LE(::listxattr(shop_->path("out/tool").c_str(), nullptr, 0), 256 * 12);
}

}  // namespace
}  // namespace maxos::agents
