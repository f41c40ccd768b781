#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

struct Entry {
  std::string name = {};
  std::uint32_t mode = S_IFREG | 0644;
  std::string content = {};
  std::string symlink = {};
  std::string hard_link = {};
};

// An archive as somebody hostile makes it.
void make_tar(const std::string& path, const std::vector<Entry>& entries, bool gzip = false) {
  archive* out = ::archive_write_new();
  if (gzip) ::archive_write_add_filter_gzip(out);
  ::archive_write_set_format_pax_restricted(out);
  ASSERT_EQ(::archive_write_open_filename(out, path.c_str()), ARCHIVE_OK);
  for (const Entry& one : entries) {
    archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, one.name.c_str());
    ::archive_entry_set_mode(entry, one.mode);
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(one.content.size()));
    if (!one.symlink.empty()) ::archive_entry_set_symlink(entry, one.symlink.c_str());
    if (!one.hard_link.empty()) ::archive_entry_set_hardlink(entry, one.hard_link.c_str());
    ASSERT_GE(::archive_write_header(out, entry), ARCHIVE_WARN) << ::archive_error_string(out);
    ::archive_write_data(out, one.content.data(), one.content.size());
    ::archive_entry_free(entry);
  }
  ASSERT_EQ(::archive_write_close(out), ARCHIVE_OK);
  ::archive_write_free(out);
}

class Archives : public WorkshopTest {
 protected:
  std::map<std::string, std::string> picture() const { return picture_of(shop_->root()); }
  // Refused with these words, and nothing is left of it.
  void expect_refused(const std::vector<Entry>& entries, const std::string& words) const {
    make_tar(shop_->path("bad.tar"), entries);
    const auto before = picture();
    const auto outcome = shop_->run("file.extract", {{"source", "bad.tar"}});
    EXPECT_FALSE(outcome.ok()) << words;
    EXPECT_THAT(said(outcome), HasSubstr(words));
    EXPECT_THAT(difference(before, picture()), IsEmpty());
    EXPECT_EQ(shop_->stages(), 0U);
  }
};

TEST_F(Archives, WhatIsPackedComesOutAgainTheSame) {
  shop_->write("photos/a.txt", "one");
  shop_->write("photos/deep/er/b.txt", std::string(300'000, 'b'));
  shop_->write("photos/caf\xc3\xa9 \xe2\x82\xac.txt", "utf-8");
  fs::create_directory(shop_->path("photos/empty"));
  fs::create_symlink("../a.txt", shop_->path("photos/deep/link"));
  ASSERT_EQ(::chmod(shop_->path("photos/a.txt").c_str(), 0750), 0);
  const auto original = picture_of(shop_->path("photos"));
  for (const char* format : {"tar.gz", "tar.zst", "zip"}) {
    const auto before = picture();
    const auto packed = shop_->run("file.archive", {{"source", "photos"}, {"format", format}});
    ASSERT_TRUE(packed.ok()) << said(packed);
    EXPECT_THAT(packed->message, HasSubstr("3 files with 293 KiB")) << packed->message;
    EXPECT_THAT(packed->message, HasSubstr("To take it back, undo tx-"));
    const auto unpacked =
        shop_->run("file.extract", {{"source", std::string("photos.") + format}, {"destination", "out"}});
    ASSERT_TRUE(unpacked.ok()) << format << said(unpacked);
    EXPECT_EQ(shop_->read("out/photos/a.txt"), "one");
    EXPECT_EQ(shop_->read("out/photos/deep/er/b.txt").size(), 300'000U);
    EXPECT_EQ(shop_->read("out/photos/caf\xc3\xa9 \xe2\x82\xac.txt"), "utf-8") << format;
    EXPECT_EQ(fs::read_symlink(shop_->path("out/photos/deep/link")), "../a.txt") << format;
    struct stat info {};
    ASSERT_EQ(::stat(shop_->path("out/photos/a.txt").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0750U) << format;
    EXPECT_TRUE(fs::is_directory(shop_->path("out/photos/empty")));
    ASSERT_TRUE(shop_->run("file.undo", {}).ok());
    ASSERT_TRUE(shop_->run("file.undo", {}).ok());
    EXPECT_THAT(difference(before, picture()), IsEmpty()) << format;
  }
}

// Composed, decomposed and no UTF-8 at all.
TEST_F(Archives, NamesAndLinksStayByteForByte) {
  const std::vector<std::string> names = {"caf\xc3\xa9", "cafe\xcc\x81",         "r\xe9sum\xe9.txt",
                                          "\xff\xfe",    "back\\slash \xc3\xa9", std::string(250, '\xe4')};
  for (const std::string& name : names) {
    const std::string folder = "names/" + name + "/";
    shop_->write(folder + name, name);
    fs::create_symlink(fs::path(name) / name, shop_->path("names/to " + name));
    fs::create_hard_link(shop_->path(folder + name), shop_->path(folder + "twin"));
  }
  // What is in a file must not be taken for a header.
  shop_->write("names/inner.zip", std::string("PK\3\4") + std::string(26, '\0'));
  fs::create_symlink(std::string(3'000, 'l'), shop_->path("names/long \xc3\xa9"));
  const auto names_of = [this](const std::string& directory) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(shop_->path(directory))) {
      std::string& what = all[entry.path().lexically_relative(shop_->path(directory)).string()];
      if (entry.is_symlink())
        what = fs::read_symlink(entry.path()).string();
      else if (entry.is_regular_file())
        what = shop_->read(entry.path().lexically_relative(shop_->root()).string());
    }
    return all;
  };
  const auto original = names_of("names");
  for (const std::string format : {"zip", "tar.gz", "tar.zst"}) {
    ASSERT_TRUE(shop_->run("file.archive", {{"source", "names"}, {"format", format}}).ok());
    const auto unpacked =
        shop_->run("file.extract", {{"source", "names." + format}, {"destination", "out-" + format}});
    ASSERT_TRUE(unpacked.ok()) << format << said(unpacked);
    EXPECT_EQ(names_of("out-" + format + "/names"), original) << format;
  }
}

// So that other programs take each for what it is.
TEST_F(Archives, AZipSaysUtf8OnlyOfNamesThatAre) {
  shop_->write("names/caf\xc3\xa9", "");
  shop_->write("names/r\xe9sum\xe9", "");
  ASSERT_TRUE(shop_->run("file.archive", {{"source", "names"}, {"format", "zip"}}).ok());
  const std::string zip = shop_->read("names.zip");
  const auto said_to_be_utf8 = [&](const std::string& name) {
    constexpr std::size_t kBeforeName = 30;
    const std::size_t at = zip.find(name) - kBeforeName;
    EXPECT_EQ(zip.substr(at, 4), "PK\3\4");
    return (static_cast<unsigned char>(zip.at(at + 7)) & 8U) != 0;
  };
  EXPECT_TRUE(said_to_be_utf8("names/caf\xc3\xa9"));
  EXPECT_FALSE(said_to_be_utf8("names/r\xe9sum\xe9"));
}

// A zip file of one empty file as others make it: `flags` and `name` are what they say.
std::string zip_of(const std::string& name, std::uint16_t flags) {
  const auto number = [](std::uint32_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
  };
  const auto size = static_cast<std::uint32_t>(name.size());
  const std::string common = number(flags, 2) + std::string(2 + 4 + 4 + 4 + 4, '\0') + number(size, 2);
  const std::string local = "PK\3\4" + number(20, 2) + common + number(0, 2) + name;
  const std::string central = "PK\1\2" + number(0x031e, 2) + number(20, 2) + common +
                              std::string(2 + 2 + 2 + 2, '\0') + number(0100644U << 16U, 4) + number(0, 4) +
                              name;
  const auto central_size = static_cast<std::uint32_t>(central.size());
  return local + central + "PK\5\6" + number(0, 4) + number(1, 2) + number(1, 2) + number(central_size, 4) +
         number(static_cast<std::uint32_t>(local.size()), 4) + number(0, 2);
}

TEST_F(Archives, ANameThatIsFalselyCalledUtf8IsKept) {
  constexpr std::uint16_t kUtf8 = 0x0800;
  shop_->write("false.zip", zip_of("r\xe9sum\xe9.txt", kUtf8));
  shop_->write("bytes.zip", zip_of("r\xe9sum\xe9.txt", 0));
  shop_->write("windows.zip", zip_of("e\xcc\x81", kUtf8));
  for (const char* name : {"false", "bytes", "windows"}) {
    const auto unpacked = shop_->run("file.extract", {{"source", std::string(name) + ".zip"}});
    ASSERT_TRUE(unpacked.ok()) << said(unpacked);
    EXPECT_EQ(value(unpacked, "file_count"), "1") << name;
  }
  EXPECT_TRUE(shop_->exists("false/r\xe9sum\xe9.txt"));
  EXPECT_TRUE(shop_->exists("bytes/r\xe9sum\xe9.txt"));
  EXPECT_TRUE(shop_->exists("windows/e\xcc\x81"));
}

TEST_F(Archives, WhatHasNoNameIsRefusedAndNotLeftOut) {
  shop_->write("none.zip", zip_of("", 0));
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "none.zip"}})), HasSubstr("without a name"));
  expect_refused({{.name = "good.txt", .content = "x"}, {.name = ".", .content = "lost"}}, "without a name");
  EXPECT_FALSE(shop_->exists("none"));
}

TEST_F(Archives, HardLinksStayOneFile) {
  shop_->write("pair/a", "same");
  ASSERT_EQ(::link(shop_->path("pair/a").c_str(), shop_->path("pair/b").c_str()), 0);
  ASSERT_TRUE(shop_->run("file.archive", {{"source", "pair"}}).ok());
  ASSERT_TRUE(shop_->run("file.extract", {{"source", "pair.tar.gz"}, {"destination", "out"}}).ok());
  struct stat a {};
  struct stat b {};
  ASSERT_EQ(::stat(shop_->path("out/pair/a").c_str(), &a), 0);
  ASSERT_EQ(::stat(shop_->path("out/pair/b").c_str(), &b), 0);
  EXPECT_EQ(a.st_ino, b.st_ino);
}

TEST_F(Archives, NothingIsReplaced) {
  shop_->write("photos/a.txt", "one");
  shop_->write("photos.tar.gz", "precious");
  EXPECT_THAT(said(shop_->run("file.archive", {{"source", "photos"}})), HasSubstr("exists already"));
  ASSERT_TRUE(shop_->run("file.archive", {{"source", "photos"}, {"destination", "p.zip"}}).ok());
  shop_->write("into/photos/a.txt", "precious");
  const auto before = picture();
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "p.zip"}, {"destination", "into"}})),
              HasSubstr("exists already"));
  EXPECT_THAT(difference(before, picture()), IsEmpty());
  EXPECT_EQ(shop_->read("photos.tar.gz"), "precious");
}

TEST_F(Archives, HostileArchivesAreRefusedAsAWhole) {
  const Entry good{.name = "good.txt", .content = "x"};
  expect_refused({good, {.name = "/etc/evil", .content = "x"}}, "an absolute path");
  expect_refused({good, {.name = "../evil", .content = "x"}}, "would lead out");
  expect_refused({good, {.name = "a/../../evil", .content = "x"}}, "would lead out");
  expect_refused({good, {.name = "l", .mode = S_IFLNK | 0777, .symlink = "/etc/passwd"}},
                 "a link that leads out");
  expect_refused({good, {.name = "d/l", .mode = S_IFLNK | 0777, .symlink = "../../x"}},
                 "a link that leads out");
  // By way of another link, which would be outside one step earlier than it says.
  expect_refused({{.name = "a/b/up", .mode = S_IFLNK | 0777, .symlink = "../.."},
                  {.name = "l", .mode = S_IFLNK | 0777, .symlink = "a/b/up/.."}},
                 "a link that leads out");
  // Through a link that the archive made itself.
  expect_refused(
      {{.name = "dir", .mode = S_IFLNK | 0777, .symlink = "other"}, {.name = "dir/x", .content = "x"}},
      "no directory");
  expect_refused({good, {.name = "h", .hard_link = "../../secret"}}, "would lead out");
  expect_refused({good, {.name = "h", .hard_link = "missing"}}, "no file in it");
  expect_refused({good, {.name = "null", .mode = S_IFCHR | 0666}}, "a device, FIFO or socket");
  expect_refused({good, {.name = "fifo", .mode = S_IFIFO | 0666}}, "a device, FIFO or socket");
  expect_refused({good, good}, "a name that it holds already");
  expect_refused({good, {.name = ".Trash-" + std::to_string(::getuid()) + "/x", .content = "x"}},
                 "kept for this service");
}

TEST_F(Archives, BombsAreRefusedBySizeCountAndRatio) {
  make_tar(shop_->path("zeros.tar.gz"), {{.name = "zeros", .content = std::string(80U << 20U, '\0')}}, true);
  make_tar(shop_->path("many.tar"), std::vector<Entry>{{.name = "a"}, {.name = "b"}, {.name = "c"}});
  const auto before = picture();
  shop_->config->filesystem.extract_ratio = 100;
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "zeros.tar.gz"}})), HasSubstr("times as large"));
  shop_->config->filesystem.extract_bytes = 1'000'000;
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "zeros.tar.gz"}})), HasSubstr("larger than"));
  shop_->config->filesystem.extract_entries = 2;
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "many.tar"}})), HasSubstr("more than 2 files"));
  EXPECT_THAT(difference(before, picture()), IsEmpty());
  EXPECT_EQ(shop_->stages(), 0U);
}

TEST_F(Archives, WhatIsNoArchiveIsSaidBeforeAnythingIsDone) {
  shop_->write("notes.zip", "this is no archive at all");
  EXPECT_THAT(said(shop_->plan("file.extract", {{"source", "notes.zip"}})), HasSubstr("no archive"));
  shop_->write("photos/a.txt", "one");
  ASSERT_TRUE(shop_->run("file.archive", {{"source", "photos"}, {"format", "tar.gz"}}).ok());
  fs::resize_file(shop_->path("photos.tar.gz"), fs::file_size(shop_->path("photos.tar.gz")) / 2);
  const auto before = picture();
  const auto outcome = shop_->run("file.extract", {{"source", "photos.tar.gz"}, {"destination", "out"}});
  EXPECT_FALSE(outcome.ok());
  EXPECT_THAT(difference(before, picture()), IsEmpty());
}

TEST_F(Archives, WhatIsCutOffIsSaidToBe) {
  shop_->write("photos/a.txt", std::string(5'000, 'a'));
  shop_->write("photos/b.txt", "b");
  for (const std::string format : {"tar.gz", "tar.zst", "zip"}) {
    const std::string name = "photos." + format;
    ASSERT_TRUE(shop_->run("file.archive", {{"source", "photos"}, {"format", format}}).ok());
    fs::resize_file(shop_->path(name), fs::file_size(shop_->path(name)) * 2 / 3);
    const std::string why = said(shop_->run("file.extract", {{"source", name}, {"destination", "out"}}));
    EXPECT_THAT(why, HasSubstr("damaged or cut off")) << format;
    EXPECT_THAT(why, testing::Not(HasSubstr("\n")));
  }
  shop_->write("noise.tar.gz", "\x1f\x8b no gzip");
  EXPECT_THAT(said(shop_->plan("file.extract", {{"source", "noise.tar.gz"}})), HasSubstr("no archive"));
}

TEST_F(Archives, AFileWithoutPermissionsStaysSo) {
  make_tar(shop_->path("mode.tar"), {{.name = "closed", .mode = S_IFREG, .content = "x"}});
  ASSERT_TRUE(shop_->run("file.extract", {{"source", "mode.tar"}}).ok());
  struct stat info {};
  ASSERT_EQ(::stat(shop_->path("mode/closed").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0U);
}

TEST_F(Archives, LinksThatLeadOutAreToldWhenTheyArePacked) {
  shop_->write("photos/deep/a.txt", "a");
  fs::create_symlink("../deep/a.txt", shop_->path("photos/deep/in"));
  EXPECT_THAT(shop_->run("file.archive", {{"source", "photos"}, {"destination", "in.zip"}})->message,
              testing::Not(HasSubstr("lead")));
  fs::create_symlink("/etc/passwd", shop_->path("photos/out"));
  fs::create_symlink("../../../x", shop_->path("photos/deep/out"));
  const auto packed = shop_->run("file.archive", {{"source", "photos"}, {"destination", "out.zip"}});
  EXPECT_THAT(packed->message, HasSubstr("2 links lead out of what is packed and were kept"));
  EXPECT_EQ(value(packed, "leading_out_count"), "2");
  EXPECT_THAT(said(shop_->run("file.extract", {{"source", "out.zip"}})), HasSubstr("leads out"));
}

TEST_F(Archives, SpecialFilesAreRefusedAloneAndCountedInAFolder) {
  shop_->write("folder/a.txt", "a");
  ASSERT_EQ(::mkfifo(shop_->path("folder/pipe").c_str(), 0600), 0);
  EXPECT_THAT(said(shop_->run("file.archive", {{"source", "folder/pipe"}})),
              HasSubstr("is a named pipe, which an archive cannot hold"));
  const auto packed = shop_->run("file.archive", {{"source", "folder"}});
  EXPECT_THAT(packed->message, HasSubstr("1 thing that an archive cannot hold"));
  EXPECT_EQ(value(packed, "left_out_count"), "1");
}

TEST_F(Archives, AnEndingThatIsNotMadeIsRefused) {
  shop_->write("photos/a.txt", "a");
  for (const char* name : {"p.rar", "p.7z", "p.tar", "p.tar.bz2", "p.tar.xz", "p.txt"}) {
    const std::string why = said(shop_->run("file.archive", {{"source", "photos"}, {"destination", name}}));
    EXPECT_THAT(why, HasSubstr("end in .tar.gz, .tar.zst or .zip")) << name;
    EXPECT_FALSE(
        shop_->run("file.archive", {{"source", "photos"}, {"destination", name}, {"format", "zip"}}).ok());
    EXPECT_FALSE(shop_->exists(name));
  }
  // No endings, and a directory that looks as if it had one.
  fs::create_directory(shop_->path("conf.d"));
  for (const char* name : {"plain", "photos.2026", "photos v1.2", ".photos", "conf.d", "p.TGZ"})
    EXPECT_TRUE(shop_->run("file.archive", {{"source", "photos"}, {"destination", name}}).ok()) << name;
  EXPECT_TRUE(shop_->exists("conf.d/photos.tar.gz"));
}

TEST_F(Archives, AnArchiveThatIsThereIsNotSaidToBeReplaceable) {
  shop_->write("photos/a.txt", "a");
  shop_->write("p.zip", "precious");
  const std::string why = said(shop_->run("file.archive", {{"source", "photos"}, {"destination", "p.zip"}}));
  EXPECT_THAT(why, HasSubstr("exists already"));
  EXPECT_THAT(why, HasSubstr("Name another destination"));
  EXPECT_THAT(why, testing::Not(HasSubstr("overwritten")));
}

TEST_F(Archives, ACancelledArchiveLeavesNothing) {
  shop_->write("photos/a.txt", std::string(3'000'000, 'a'));
  const auto plan = shop_->plan("file.archive", {{"source", "photos"}});
  ASSERT_TRUE(plan.ok()) << said(plan);
  const auto before = picture();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(shop_->execute(*plan, stop.get_token()).ok());
  EXPECT_THAT(difference(before, picture()), IsEmpty());
  EXPECT_EQ(shop_->stages(), 0U);
}

TEST_F(Archives, FilesAreSortedIntoFoldersAndBack) {
  shop_->write("inbox/a.jpg", "1");
  shop_->write("inbox/b.PNG", "2");
  shop_->write("inbox/c.pdf", "3");
  shop_->write("inbox/d.xyz", "4");
  shop_->write("inbox/.hidden.jpg", "5");
  shop_->write("inbox/sub/e.jpg", "6");
  shop_->write("inbox/Documents/c.pdf", "older");
  const auto before = picture();
  const auto outcome = shop_->run("file.organize", {{"path", "inbox"}});
  ASSERT_TRUE(outcome.ok()) << said(outcome);
  EXPECT_THAT(outcome->message, HasSubstr("Sorted 3 files of " + shop_->path("inbox") +
                                          " into 2 folders: Images (2), Other (1)."));
  EXPECT_THAT(outcome->message, HasSubstr("1 file stays where it is"));
  EXPECT_EQ(shop_->read("inbox/Images/a.jpg"), "1");
  EXPECT_EQ(shop_->read("inbox/Images/b.PNG"), "2");
  EXPECT_EQ(shop_->read("inbox/Other/d.xyz"), "4");
  EXPECT_EQ(shop_->read("inbox/c.pdf"), "3");
  EXPECT_EQ(shop_->read("inbox/Documents/c.pdf"), "older");
  EXPECT_TRUE(shop_->exists("inbox/.hidden.jpg"));
  const auto undone = shop_->run("file.undo", {});
  ASSERT_TRUE(undone.ok()) << said(undone);
  EXPECT_THAT(difference(before, picture()), IsEmpty());
}

TEST_F(Archives, SortingByWhatIsNotOfferedIsRefused) {
  shop_->write("inbox/a.jpg", "1");
  for (const char* by : {"size", "colour", "date"})
    EXPECT_FALSE(shop_->plan("file.organize", {{"path", "inbox"}, {"by", by}}).ok()) << by;
}

TEST_F(Archives, SortingByMonthAsksAboveTheThresholds) {
  shop_->write("inbox/a.jpg", "1");
  const timespec then{.tv_sec = 1'700'000'000, .tv_nsec = 0};
  const std::array<timespec, 2> times = {then, then};
  ASSERT_EQ(::utimensat(AT_FDCWD, shop_->path("inbox/a.jpg").c_str(), times.data(), 0), 0);
  shop_->config->filesystem.confirm_entries = 0;
  const auto plan = shop_->plan("file.organize", {{"path", "inbox"}, {"by", "month"}});
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_TRUE(plan->confirm);
  EXPECT_THAT(plan->preview, HasSubstr("into 2023-11 (1)"));
  shop_->write("inbox/new.txt", "came later");
  EXPECT_THAT(said(shop_->execute(*plan)), HasSubstr("Files came to"));
  fs::remove(shop_->path("inbox/new.txt"));
  ASSERT_TRUE(shop_->execute(*plan).ok());
  EXPECT_TRUE(shop_->exists("inbox/2023-11/a.jpg"));
}

}  // namespace
}  // namespace maxos::agents
