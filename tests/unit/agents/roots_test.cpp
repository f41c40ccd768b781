#include "agents/filesystem/roots.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "agents/filesystem/path_text.h"
#include "scene.h"

namespace maxos::agents {
namespace {

class RootsTest : public FilesScene {
 protected:
  absl::StatusOr<Resolved> resolve(const std::string& path, FinalLink link = FinalLink::follow) const {
    return Roots::of(environment()).resolve(path, link, quiet_context());
  }
  absl::StatusCode code(const std::string& path) const { return resolve(path).status().code(); }
  std::string where(const std::string& path) const {
    const auto resolved = resolve(path);
    return resolved.ok() ? resolved->path : message(resolved.status());
  }
};

TEST_F(RootsTest, PathsBelowARootAreCanonical) {
  tree_.write("root/a/b.txt", "x");
  EXPECT_EQ(where(root()), root());
  EXPECT_EQ(where(root() + "//a/./b.txt"), root() + "/a/b.txt");
  EXPECT_EQ(where(root() + "/a/../a/b.txt"), root() + "/a/b.txt");
}

TEST_F(RootsTest, WhatLiesOutsideIsDeniedWithTheRoots) {
  for (const std::string& path :
       {std::string("/etc/passwd"), tree_ / "outside/secret.txt", root() + "/../outside/secret.txt",
        root() + "/home/../../outside", root() + "x", std::string("/"), root() + "/.."}) {
    EXPECT_EQ(code(path), absl::StatusCode::kPermissionDenied) << path;
    EXPECT_NE(where(path).find("is outside the directory this service may use: " + root()), std::string::npos)
        << where(path);
  }
  // Whether something exists out there is not told.
  EXPECT_EQ(code("/does/not/exist"), absl::StatusCode::kPermissionDenied);
}

TEST_F(RootsTest, LinksNeverLeadOut) {
  tree_.link("/etc/passwd", "root/absolute");
  tree_.link("../outside/secret.txt", "root/relative");
  tree_.link("..", "root/up");
  tree_.link(tree_ / "outside", "root/directory");
  tree_.link("directory", "root/link_to_link");
  for (const char* name : {"absolute", "relative", "up", "up/outside", "directory", "directory/secret.txt",
                           "link_to_link/secret.txt"}) {
    EXPECT_EQ(code(root() + "/" + name), absl::StatusCode::kPermissionDenied) << name;
  }
}

TEST_F(RootsTest, LinksThatStayInsideWork) {
  tree_.write("root/data/v1/x.txt", "x");
  tree_.link("v1", "root/data/relative");
  tree_.link(root() + "/data/v1", "root/data/absolute");
  tree_.link("../data/absolute/x.txt", "root/home/chain");
  EXPECT_EQ(where(root() + "/data/relative/x.txt"), root() + "/data/v1/x.txt");
  EXPECT_EQ(where(root() + "/data/absolute/x.txt"), root() + "/data/v1/x.txt");
  EXPECT_EQ(where(root() + "/home/chain"), root() + "/data/v1/x.txt");
  // As the kernel does: ".." behind a link is the parent of what it leads to.
  EXPECT_EQ(where(root() + "/data/absolute/.."), root() + "/data");
  const auto kept = resolve(root() + "/home/chain", FinalLink::keep);
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->path, root() + "/home/chain");
}

TEST_F(RootsTest, LoopsAndBrokenLinksAreErrors) {
  tree_.link("loop", "root/loop");
  tree_.link("nothing", "root/broken");
  EXPECT_EQ(code(root() + "/loop"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(root() + "/broken"), absl::StatusCode::kNotFound);
  EXPECT_NE(where(root() + "/broken").find("broken link"), std::string::npos);
}

TEST_F(RootsTest, WhatDoesNotExistIsNamed) {
  tree_.write("root/file", "x");
  EXPECT_EQ(code(root() + "/nope/deeper"), absl::StatusCode::kNotFound);
  EXPECT_NE(where(root() + "/nope/deeper").find(root() + "/nope does not exist"), std::string::npos);
  EXPECT_EQ(code(root() + "/file/x"), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(root() + "/" + std::string(300, 'n')), absl::StatusCode::kInvalidArgument);
}

TEST_F(RootsTest, ALongPathNeedsFewDescriptors) {
  std::string deep;
  for (int i = 0; i < 400; ++i) deep.append("/d");
  tree_.mkdir("root" + deep);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{.rlim_cur = 100, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const std::string down = where(root() + deep);
  // Back over those that were closed to make room.
  std::string back = root() + deep;
  for (int i = 0; i < 390; ++i) back.append("/..");
  const std::string up = where(back);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(down, root() + deep);
  EXPECT_EQ(up, root() + deep.substr(0, 20));
}

TEST_F(RootsTest, MagicLinksAreNotFollowed) {
  auto config = std::make_shared<config::Config>();
  config->filesystem.roots = {"/proc"};
  const Roots roots({"/proc"}, "/proc", {});
  for (const char* path : {"/proc/self/root", "/proc/self/root/etc/passwd", "/proc/self/cwd",
                           "/proc/self/exe", "/proc/self/fd/0"}) {
    EXPECT_EQ(roots.resolve(path, FinalLink::follow, quiet_context()).status().code(),
              absl::StatusCode::kPermissionDenied)
        << path;
  }
  // Below "/" too, where what they say would be inside.
  const Roots all({"/"}, "/", {});
  EXPECT_EQ(all.resolve("/proc/self/root", FinalLink::follow, quiet_context()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(RootsTest, MountsBelowARootAreEntered) {
  const Roots all({"/"}, "/", {});
  const auto resolved = all.resolve("/proc/version", FinalLink::follow, quiet_context());
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->path, "/proc/version");
}

TEST_F(RootsTest, TheServicesOwnStateIsOutOfReachByNameAndByLink) {
  tree_.write("root/state/state.db", "x");
  tree_.link("state", "root/alias");
  tree_.link(root() + "/state/state.db", "root/home/db");
  for (const char* name :
       {"state", "state/state.db", "alias", "alias/state.db", "home/db", "home/../state/state.db"}) {
    EXPECT_EQ(code(root() + "/" + name), absl::StatusCode::kPermissionDenied) << name;
  }
  // Renamed, it is still the same directory.
  const Roots by_inode({root()}, "", {tree_ / "root/other_name"});
  tree_.link("state", "root/other_name");
  EXPECT_EQ(by_inode.resolve(root() + "/state/state.db", FinalLink::follow, quiet_context()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(RootsTest, AnotherNameOfWhatReplacedTheServicesOwnIsFoundOutSoon) {
  tree_.write("root/own.toml", "old");
  const Roots roots({root()}, "", {root() + "/own.toml"});
  const auto resolve_other = [&] {
    return roots.resolve(root() + "/other.toml", FinalLink::follow, quiet_context()).status().code();
  };
  tree_.write("root/other.toml", "somebody else's");
  EXPECT_EQ(resolve_other(), absl::StatusCode::kOk);
  // As a configuration file is replaced, with a second name to the new one.
  tree_.write("root/new.toml", "new");
  ASSERT_EQ(::rename((root() + "/new.toml").c_str(), (root() + "/own.toml").c_str()), 0);
  ASSERT_EQ(::unlink((root() + "/other.toml").c_str()), 0);
  ASSERT_EQ(::link((root() + "/own.toml").c_str(), (root() + "/other.toml").c_str()), 0);
  std::this_thread::sleep_for(ProtectedFiles::kRecent);
  EXPECT_EQ(resolve_other(), absl::StatusCode::kPermissionDenied);
  // By its own name it never was within reach, and a plan for a whole tree looks at once.
  EXPECT_EQ(roots.resolve(root() + "/own.toml", FinalLink::follow, quiet_context()).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(roots.forbidden_files(false).size(), 1U);
}

TEST(PathText, NormalPathsStayAndOthersBecomeSo) {
  for (const char* same : {"/a", "/a/b", "/.a", "/a.", "/..", "/a/..", "/a/.../b", "/a/..b"})
    EXPECT_EQ(normal(same), same);
  const std::pair<const char*, const char*> others[] = {
      {"", "/"},          {"/", "/"},      {"//", "/"},        {"/.", "/"},       {"/./", "/"},
      {"/a/", "/a"},      {"/a/.", "/a"},  {"//a", "/a"},      {"/a//b", "/a/b"}, {"/./a", "/a"},
      {"/a/./b", "/a/b"}, {"a/b", "/a/b"}, {"/a/b/./", "/a/b"}};
  for (const auto& [path, expected] : others) EXPECT_EQ(normal(path), expected) << path;
}

TEST_F(RootsTest, MissingPermissionIsDenied) {
  tree_.write("root/locked/x.txt", "x");
  ASSERT_EQ(::chmod((root() + "/locked").c_str(), 0), 0);
  const AsNobody nobody;
  EXPECT_EQ(code(root() + "/locked/x.txt"), absl::StatusCode::kPermissionDenied);
  EXPECT_NE(where(root() + "/locked/x.txt").find("no permission"), std::string::npos);
}

TEST_F(RootsTest, HomeAndRelativePathsHaveTheirBase) {
  const Roots roots = Roots::of(environment());
  for (const char* home : {"", "~", "home", "my home directory"})
    EXPECT_EQ(*roots.absolute(home, {}), root() + "/home") << home;
  EXPECT_EQ(*roots.absolute("~/x", {}), root() + "/home/x");
  EXPECT_EQ(*roots.absolute("x", {}), root() + "/home/x");
  EXPECT_EQ(*roots.absolute("x", {{"cwd", root() + "/data"}}), root() + "/data/x");
  // A working directory out of reach is no base.
  EXPECT_EQ(*roots.absolute("x", {{"cwd", "/etc"}}), root() + "/home/x");
  EXPECT_EQ(*roots.absolute("x", {{"cwd", "data"}}), root() + "/home/x");
  EXPECT_EQ(roots.absolute("~bob", {}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RootsTest, TheLongestOfNestedRootsHolds) {
  tree_.mkdir("root/inner/deep");
  const Roots roots({root() + "/inner", root()}, "", {});
  EXPECT_EQ(roots.resolve(root() + "/inner/deep", FinalLink::follow, quiet_context())->path,
            root() + "/inner/deep");
  // A link of one root into another root is followed.
  tree_.link(root() + "/inner/deep", "outside/into");
  const Roots two({root() + "/inner", tree_ / "outside"}, "", {});
  EXPECT_EQ(two.resolve(tree_ / "outside/into", FinalLink::follow, quiet_context())->path,
            root() + "/inner/deep");
}

// Somebody swaps a directory for a link while we walk: every answer is either the inside, or a refusal.
TEST_F(RootsTest, ARaceWithALinkNeverLeadsOut) {
  tree_.write("root/swap/secret.txt", "inside");
  tree_.link(tree_ / "outside", "root/link");
  std::atomic<bool> done = false;
  std::thread swapper([&] {
    while (!done) {
      ::renameat2(AT_FDCWD, (root() + "/swap").c_str(), AT_FDCWD, (root() + "/link").c_str(),
                  RENAME_EXCHANGE);
    }
  });
  int reached = 0;
  const int tries = std::getenv("MAXOS_FULL") != nullptr ? 1'000'000 : 3'000;
  for (int i = 0; i < tries; ++i) {
    const auto resolved = resolve(root() + "/swap/secret.txt");
    if (!resolved.ok()) continue;
    ++reached;
    // "inside" has 6 bytes as "secret" has: the inode tells.
    struct stat outside {};
    ASSERT_EQ(::stat((tree_ / "outside/secret.txt").c_str(), &outside), 0);
    ASSERT_NE(resolved->info.stx_ino, outside.st_ino);
  }
  done = true;
  swapper.join();
  EXPECT_GT(reached, 0);
}

}  // namespace
}  // namespace maxos::agents
