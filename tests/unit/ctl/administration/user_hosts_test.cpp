#include "ctl/administration/user_hosts.h"

#include "scene.h"

namespace maxos::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kFolder = "etc/systemd/system/maxos-agent@alice.service.d";
const std::string kDropIn = kFolder + "/50-home.conf";
const std::string kLink = "etc/systemd/system/sockets.target.wants/maxos-agent@alice.socket";

class UserHostsTest : public AdministrationTest {
 protected:
  std::string refused(const std::string& name) {
    const auto done = enable_user(machine_, name);
    EXPECT_FALSE(done.ok());
    EXPECT_THAT(calls_, IsEmpty());
    EXPECT_FALSE(is_there("etc/systemd"));
    return done.ok() ? "" : std::string(base::message_of(done.status()));
  }
};

TEST_F(UserHostsTest, EnablingOpensTheHomeAndStartsTheSocket) {
  const auto done = enable_user(machine_, "alice");
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(*done, HasSubstr("/home/alice"));
  EXPECT_THAT(*done, Not(HasSubstr("usermod")));
  EXPECT_THAT(text(kDropIn), HasSubstr("[Service]\nProtectHome=tmpfs\nBindPaths=/home/alice\n"
                                       "ReadWritePaths=/home/alice\n"));
  EXPECT_THAT(calls_, ElementsAre("daemon-reload", "enable --now -- maxos-agent@alice.socket",
                                  "try-restart -- maxos-agent@alice.service"));
}

TEST_F(UserHostsTest, AUserOutsideOfTheGroupIsEnabledAndTheGroupNamed) {
  accounts_["alice"].is_member = false;
  EXPECT_THAT(*enable_user(machine_, "alice"), HasSubstr("usermod -aG maxos-users alice"));
}

TEST_F(UserHostsTest, NeedsRoot) {
  machine_.uid = 1000;
  EXPECT_TRUE(absl::IsPermissionDenied(enable_user(machine_, "alice").status()));
  EXPECT_TRUE(absl::IsPermissionDenied(disable_user(machine_, "alice").status()));
  EXPECT_THAT(refused("alice"), HasSubstr("sudo maxosctl user enable alice"));
}

TEST_F(UserHostsTest, NobodyActsAsRootOrASystemAccount) {
  add_user("root", 0);
  EXPECT_THAT(refused("root"), HasSubstr("uid 0"));
  add_user("toor", 0);
  EXPECT_THAT(refused("toor"), HasSubstr("uid 0"));
  for (const std::uint32_t uid : {1U, 999U, 61'184U, 65'534U, 65'535U}) {
    add_user("service", uid);
    EXPECT_THAT(refused("service"), HasSubstr("system account")) << uid;
  }
  EXPECT_THAT(refused("stranger"), HasSubstr("no account stranger"));
}

TEST_F(UserHostsTest, AnAccountWithoutALoginShellIsRefused) {
  for (const auto* shell : {"/usr/sbin/nologin", "/bin/false", "/opt/own/shell"}) {
    accounts_["alice"].shell = shell;
    EXPECT_THAT(refused("alice"), HasSubstr("no login shell")) << shell;
  }
  root_.write("etc/shells", "/usr/sbin/nologin\n");
  accounts_["alice"].shell = "/usr/sbin/nologin";
  EXPECT_THAT(refused("alice"), HasSubstr("no login shell"));
}

TEST_F(UserHostsTest, AHomeThatIsNotTheAccountsOwnIsRefused) {
  directories_["/home/alice"].owner = 1001;
  EXPECT_THAT(refused("alice"), HasSubstr("belongs to uid 1001"));
  directories_.erase("/home/alice");
  EXPECT_THAT(refused("alice"), HasSubstr("does not exist"));
  accounts_["alice"].home = "";
  EXPECT_THAT(refused("alice"), HasSubstr("not an absolute path"));
  accounts_["alice"].home = "/";
  directories_["/"] = {"/", 1000};
  EXPECT_THAT(refused("alice"), HasSubstr("unit file"));
  accounts_["alice"].home = "/home/link";
  directories_["/home/link"] = {"/data/alice", 1000};
  EXPECT_THAT(refused("alice"), HasSubstr("really /data/alice"));
}

TEST_F(UserHostsTest, WhatAUnitFileWouldReadOtherwiseIsRefused) {
  for (const auto* home : {"/home/a b", "/home/%h", "/home/a:b", "/home/a\\x20b", "/home/a\nExecStart=x",
                           "/home/\"a\"", "/home/../root"}) {
    accounts_["alice"].home = home;
    directories_[home] = {home, 1000};
    EXPECT_THAT(refused("alice"), HasSubstr("unit file")) << home;
  }
}

TEST_F(UserHostsTest, NamesThatAUnitsNameCannotHaveAreRefused) {
  for (const auto* name : {"", "-rf", ".", "a@b", "DOM\\alice", "a/b", "a b", "a%i", "j\xc3\xbcrgen", "a\n",
                           "a.b.service x", "abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    add_user(name, 1000);
    EXPECT_THAT(refused(name), HasSubstr("unit's name")) << name;
  }
  add_user("john-f_doe.2", 1002);
  EXPECT_TRUE(enable_user(machine_, "john-f_doe.2").ok());
}

TEST_F(UserHostsTest, WhatSystemdRefusesLeavesNothing) {
  fails_ = "enable";
  EXPECT_EQ(enable_user(machine_, "alice").status().message(), "systemd says no");
  EXPECT_FALSE(is_there(kFolder));
  EXPECT_EQ(calls_.back(), "daemon-reload");
}

TEST_F(UserHostsTest, WhatSystemdRefusesTheSecondTimeLeavesTheFirst) {
  ASSERT_TRUE(enable_user(machine_, "alice").ok());
  const std::string before = text(kDropIn);
  accounts_["alice"].home = "/srv/alice";
  directories_["/srv/alice"] = {"/srv/alice", 1000};
  fails_ = "enable";
  EXPECT_FALSE(enable_user(machine_, "alice").ok());
  EXPECT_EQ(text(kDropIn), before);
}

TEST_F(UserHostsTest, DisablingTakesAllBackAlsoWhenTheAccountIsGone) {
  ASSERT_TRUE(enable_user(machine_, "alice").ok());
  accounts_.erase("alice");
  calls_.clear();
  const auto done = disable_user(machine_, "alice");
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(calls_, ElementsAre("disable --now -- maxos-agent@alice.socket",
                                  "stop -- maxos-agent@alice.service", "daemon-reload"));
  EXPECT_FALSE(is_there(kFolder));
  EXPECT_TRUE(absl::IsNotFound(disable_user(machine_, "alice").status()));
}

TEST_F(UserHostsTest, ADropInOfTheAdministratorsOwnStays) {
  ASSERT_TRUE(enable_user(machine_, "alice").ok());
  root_.write(kFolder + "/90-own.conf", "[Service]\nMemoryMax=1G\n");
  ASSERT_TRUE(disable_user(machine_, "alice").ok());
  EXPECT_FALSE(is_there(kDropIn));
  EXPECT_TRUE(is_there(kFolder + "/90-own.conf"));
  EXPECT_THAT(*enabled_users(machine_), IsEmpty());
}

TEST_F(UserHostsTest, TheListSaysWhoIsEnabledAndWhatIsNotAsItShouldBe) {
  EXPECT_THAT(*enabled_users(machine_), IsEmpty());
  add_user("bob", 1001);
  ASSERT_TRUE(enable_user(machine_, "bob").ok());
  ASSERT_TRUE(enable_user(machine_, "alice").ok());
  std::filesystem::create_directories(root_ / "etc/systemd/system/sockets.target.wants");
  std::filesystem::create_symlink("/dev/null", root_ / kLink);
  accounts_.erase("bob");
  const auto users = *enabled_users(machine_);
  ASSERT_EQ(users.size(), 2);
  EXPECT_EQ(users[0].name, "alice");
  EXPECT_EQ(users[0].uid, 1000U);
  EXPECT_EQ(users[0].home, "/home/alice");
  EXPECT_EQ(users[0].problem, "");
  EXPECT_EQ(users[1].uid, std::nullopt);
  EXPECT_THAT(users[1].problem, HasSubstr("no such account"));
  std::filesystem::remove(root_ / kLink);
  EXPECT_THAT((*enabled_users(machine_))[0].problem, HasSubstr("not enabled"));
}

}  // namespace
}  // namespace maxos::ctl
