#include <sys/stat.h>

#include "agents/filesystem/entry.h"
#include "scene.h"

namespace maxos::agents {
namespace {

class FileInfo : public FilesScene {
 protected:
  Outcome info(const std::string& path) const {
    const auto outcome = bench().run("file.info", {{"path", path}});
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.value_or(Outcome{});
  }
};

TEST_F(FileInfo, TellsWhatStatTells) {
  tree_.write("root/a.txt", "hello");
  ASSERT_EQ(::chmod((root() + "/a.txt").c_str(), 0640), 0);
  struct stat expected {};
  ASSERT_EQ(::stat((root() + "/a.txt").c_str(), &expected), 0);
  const Outcome outcome = info(root() + "/a.txt");
  EXPECT_EQ(value(outcome, "type"), "file");
  EXPECT_EQ(value(outcome, "size_bytes"), "5");
  EXPECT_EQ(value(outcome, "mode"), "0640");
  EXPECT_EQ(value(outcome, "permissions"), "-rw-r-----");
  EXPECT_EQ(value(outcome, "uid"), std::to_string(expected.st_uid));
  EXPECT_EQ(value(outcome, "inode"), std::to_string(expected.st_ino));
  EXPECT_NE(outcome.message.find(root() + "/a.txt is a file of 5 B, owned by "), std::string::npos)
      << outcome.message;
}

TEST_F(FileInfo, LinksAreToldWithWhereTheyLead) {
  tree_.write("root/a.txt", "hello");
  tree_.link("a.txt", "root/link");
  tree_.link("/etc/passwd", "root/out");
  tree_.link("none", "root/broken");
  const Outcome inside = info(root() + "/link");
  EXPECT_EQ(value(inside, "type"), "symlink");
  EXPECT_EQ(value(inside, "target"), "a.txt");
  EXPECT_EQ(value(inside, "target_path"), root() + "/a.txt");
  EXPECT_EQ(value(inside, "target_size_bytes"), "5");
  const Outcome outside = info(root() + "/out");
  EXPECT_EQ(value(outside, "target"), "/etc/passwd");
  EXPECT_EQ(value(outside, "target_path"), "(no target_path)");
  EXPECT_NE(outside.message.find("may not follow"), std::string::npos) << outside.message;
  EXPECT_NE(info(root() + "/broken").message.find("does not exist"), std::string::npos);
}

TEST_F(FileInfo, SpecialFilesAreNotOpened) {
  ASSERT_EQ(::mkfifo((root() + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(value(info(root() + "/pipe"), "type"), "fifo");
}

TEST_F(FileInfo, PathIsRequiredAndHeldToTheRoots) {
  EXPECT_EQ(bench().run("file.info", {}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(bench().run("file.info", {{"path", "/etc/shadow"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(bench().run("file.info", {{"path", root() + "/none"}}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(bench().run("file.info", {{"path", root() + "/state"}}).status().code(),
            absl::StatusCode::kNotFound);
  tree_.write("root/state/db", "");
  EXPECT_EQ(bench().run("file.info", {{"path", root() + "/state"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST(Modes, ReadAsLsPrintsThem) {
  EXPECT_EQ(symbolic_mode(S_IFDIR | 01777), "drwxrwxrwt");
  EXPECT_EQ(symbolic_mode(S_IFREG | 04755), "-rwsr-xr-x");
  EXPECT_EQ(symbolic_mode(S_IFREG | 06644), "-rwSr-Sr--");
  EXPECT_EQ(octal_mode(S_IFREG | 04755), "4755");
  EXPECT_EQ(type_name(S_IFSOCK), "socket");
  EXPECT_EQ(type_name(0), "unknown");
}

}  // namespace
}  // namespace maxos::agents
