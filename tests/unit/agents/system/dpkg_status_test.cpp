#include "agents/system/dpkg_status.h"

#include "scene.h"

namespace maxos::agents {
namespace {

constexpr const char* kStatus =
    "Package: openssl\nStatus: install ok installed\nPriority: optional\nInstalled-Size: 2284\nArchitecture: "
    "amd64\n"
    "Version: 3.0.19-1\nDescription: Secure Sockets Layer toolkit\n Version: 9 of a continuation line\n"
    " .\nHomepage: https://x\n\n"
    "Package: libssl3\nStatus: hold ok installed\nArchitecture: amd64\nVersion: 3.0.19-1\n\n"
    "Package: nginx\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1.22\n\n"
    "Package: openssl-blacklist\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n";

class DpkgStatusTest : public SystemScene {
 protected:
  DpkgStatusTest() { files_.write("dpkg-status", kStatus); }
  absl::StatusOr<DpkgAnswer> read(std::string_view name) {
    return read_dpkg(environment_.dpkg_status, name, context());
  }
};

TEST_F(DpkgStatusTest, APackageIsItsParagraph) {
  const auto answer = read("openssl");
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->found.size(), 1U);
  const Package& package = answer->found.front();
  EXPECT_TRUE(package.installed());
  EXPECT_EQ(package.version, "3.0.19-1");
  EXPECT_EQ(package.architecture, "amd64");
  EXPECT_EQ(package.summary, "Secure Sockets Layer toolkit");
  EXPECT_EQ(package.installed_kib, 2284U);
  EXPECT_EQ(answer->installed_count, 3U);
  EXPECT_EQ(answer->like, std::vector<std::string>{"openssl-blacklist"});
}

TEST_F(DpkgStatusTest, HeldAndRemovedPackagesAreWhatTheyAre) {
  EXPECT_TRUE(read("libssl3")->found.front().held);
  EXPECT_FALSE(read("nginx")->found.front().installed());
  EXPECT_EQ(read("nginx")->found.front().state, "config-files");
}

TEST_F(DpkgStatusTest, AnArchitectureBehindTheNameMeansThatOne) {
  EXPECT_EQ(read("openssl:amd64")->found.size(), 1U);
  EXPECT_TRUE(read("openssl:arm64")->found.empty());
}

TEST_F(DpkgStatusTest, WithoutADatabaseItIsUnavailable) {
  environment_.dpkg_status = files_ / "none";
  EXPECT_EQ(read("x").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(DpkgStatusTest, NamesAreThoseThatDebianAllows) {
  for (const char* name : {"openssl", "g++", "libstdc++6", "0ad", "python3.11", "libc6:amd64"}) {
    EXPECT_TRUE(is_package_name(name)) << name;
  }
  for (const char* name :
       {"", "x", "-o", "Openssl", "a b", "a/b", "a;b", "a:", "ab:c:d", "ab:c d", "opеnssl"}) {
    EXPECT_FALSE(is_package_name(name)) << name;
  }
}

}  // namespace
}  // namespace maxos::agents
