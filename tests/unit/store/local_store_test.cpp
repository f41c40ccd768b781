#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "store/local.h"

namespace maxos::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class LocalStoreTest : public testing::Test {
 protected:
  LocalStoreTest() {
    std::string path = testing::TempDir() + "maxos-state-XXXXXX";
    directory_ = ::mkdtemp(path.data());
  }
  ~LocalStoreTest() override { fs::remove_all(directory_); }

  std::unique_ptr<LocalStore> open() { return open_local_store(directory_.string(), notice_, clock_); }
  fs::path file() const { return directory_ / "state.db"; }

  std::vector<fs::path> moved_aside() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      if (entry.path().filename().string().rfind("state.db.damaged-", 0) == 0) found.push_back(entry.path());
    }
    return found;
  }

  fs::path directory_;
  std::string notice_;
  std::chrono::steady_clock::time_point steady_ = std::chrono::steady_clock::now();
  platform::Clock clock_{[this] { return steady_; }, [] { return std::chrono::system_clock::now(); }};
};

RememberedAnswer sample() {
  return {"digest", "op-1", std::string("\x0a\0\xff", 3), true, 1'000};
}

TEST_F(LocalStoreTest, RemembersAnAnswerUntilItExpires) {
  const auto store = open();
  ASSERT_TRUE(store->writable().ok());
  EXPECT_EQ(*store->find_answer("uid:0", "r1", 0), std::nullopt);
  ASSERT_TRUE(store->remember_answer("uid:0", "r1", sample()).ok());
  const auto found = *store->find_answer("uid:0", "r1", 999);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->request_digest, "digest");
  EXPECT_EQ(found->operation_id, "op-1");
  EXPECT_EQ(found->answer, sample().answer);
  EXPECT_TRUE(found->changes);
  EXPECT_EQ(found->expires, 1'000);
  EXPECT_EQ(*store->find_answer("uid:0", "r1", 1'000), std::nullopt);
  EXPECT_EQ(*store->find_answer("uid:1", "r1", 0), std::nullopt);
}

TEST_F(LocalStoreTest, ALaterOutcomeReplacesTheFirst) {
  const auto store = open();
  RememberedAnswer running = sample();
  running.answer.clear();
  ASSERT_TRUE(store->remember_answer("p", "r", running).ok());
  EXPECT_THAT((*store->find_answer("p", "r", 0))->answer, IsEmpty());
  ASSERT_TRUE(store->remember_answer("p", "r", sample()).ok());
  EXPECT_EQ((*store->find_answer("p", "r", 0))->answer, sample().answer);
}

TEST_F(LocalStoreTest, IsThereAfterAReopenAndForgetsWhatExpired) {
  {
    const auto store = open();
    RememberedAnswer late = sample();
    late.expires = 2'000;
    late.changes = false;
    ASSERT_TRUE(store->remember_answer("p", "early", sample()).ok());
    ASSERT_TRUE(store->remember_answer("p", "late", late).ok());
    ASSERT_TRUE(store->forget_expired(1'500).ok());
  }
  const auto store = open();
  EXPECT_EQ(*store->find_answer("p", "early", 0), std::nullopt);
  EXPECT_TRUE((*store->find_answer("p", "late", 0)).has_value());
  EXPECT_EQ(notice_, "");
}

TEST_F(LocalStoreTest, KeysHoldAnyBytes) {
  const auto store = open();
  const std::string odd("'; DROP TABLE answer; --\0\xff", 26);
  ASSERT_TRUE(store->remember_answer(odd, odd, sample()).ok());
  EXPECT_TRUE((*store->find_answer(odd, odd, 0)).has_value());
  EXPECT_FALSE((*store->find_answer(odd, odd.substr(0, 24), 0)).has_value());
}

TEST_F(LocalStoreTest, FilesAreForTheServiceAlone) {
  std::ofstream(file()).flush();
  fs::permissions(file(), fs::perms(0644));
  const auto store = open();
  ASSERT_TRUE(store->remember_answer("p", "r", sample()).ok());
  for (const auto& entry : fs::directory_iterator(directory_)) {
    EXPECT_EQ(fs::status(entry).permissions(), fs::perms(0600)) << entry.path();
  }
}

TEST_F(LocalStoreTest, AMissingDirectoryIsMadeForTheServiceAlone) {
  std::string notice;
  const auto store = open_local_store((directory_ / "a/b").string(), notice);
  EXPECT_TRUE(store->writable().ok()) << store->writable();
  EXPECT_EQ(fs::status(directory_ / "a/b").permissions(), fs::perms(0700));
}

TEST_F(LocalStoreTest, ADamagedDatabaseIsMovedAsideWithANotice) {
  std::ofstream(file()) << std::string(20'000, 'x');
  const auto store = open();
  EXPECT_TRUE(store->writable().ok()) << store->writable();
  EXPECT_TRUE(store->remember_answer("p", "r", sample()).ok());
  ASSERT_EQ(moved_aside().size(), 1U);
  EXPECT_THAT(notice_, HasSubstr(moved_aside()[0].string()));
}

TEST_F(LocalStoreTest, DamageInsideTheFileIsFoundWhenItIsOpened) {
  {
    const auto store = open();
    for (int i = 0; i < 200; ++i) {
      RememberedAnswer large = sample();
      large.answer = std::string(2'000, 'a');
      ASSERT_TRUE(store->remember_answer("p", std::to_string(i), large).ok());
    }
  }
  {
    std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
    damaged.seekp(8'192);
    damaged << std::string(40'000, '\x5a');
  }
  const auto store = open();
  EXPECT_TRUE(store->writable().ok());
  EXPECT_EQ(moved_aside().size(), 1U);
  EXPECT_THAT(notice_, HasSubstr("was damaged"));
  EXPECT_TRUE(store->remember_answer("p", "r", sample()).ok());
}

TEST_F(LocalStoreTest, ADatabaseOfANewerVersionIsLeftAlone) {
  open().reset();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw, "PRAGMA user_version = 99", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  const auto store = open();
  EXPECT_THAT(std::string(store->writable().message()), HasSubstr("newer maxos-grpc (schema 99"));
  EXPECT_TRUE(absl::IsUnavailable(store->remember_answer("p", "r", sample())));
  EXPECT_THAT(moved_aside(), IsEmpty());
}

TEST_F(LocalStoreTest, APathThatIsNoDirectoryIsUnavailableWithTheReason) {
  std::ofstream(directory_ / "plain").flush();
  std::string notice;
  const auto store = open_local_store((directory_ / "plain").string(), notice);
  for (const absl::Status& status : {store->writable(), store->find_answer("p", "r", 0).status(),
                                     store->remember_answer("p", "r", sample()), store->forget_expired(0)}) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                testing::AllOf(HasSubstr("plain"), HasSubstr("Not a directory")));
  }
  EXPECT_FALSE(open_local_store("", notice)->writable().ok());
}

TEST_F(LocalStoreTest, ALinkInPlaceOfTheFileIsNotFollowed) {
  fs::create_symlink(directory_ / "elsewhere", file());
  const auto store = open();
  EXPECT_FALSE(store->writable().ok());
  EXPECT_FALSE(fs::exists(directory_ / "elsewhere"));
}

TEST_F(LocalStoreTest, AFileTakenAwayIsMadeAgain) {
  const auto store = open();
  ASSERT_TRUE(store->remember_answer("p", "r", sample()).ok());
  for (const char* name : {"state.db", "state.db-wal", "state.db-shm"}) fs::remove(directory_ / name);
  EXPECT_TRUE(store->remember_answer("p", "r2", sample()).ok());
  EXPECT_TRUE(fs::exists(file()));
  EXPECT_TRUE(store->writable().ok());
}

TEST_F(LocalStoreTest, ManyThreadsMayUseIt) {
  const auto store = open();
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        EXPECT_TRUE(store->remember_answer("p", id, sample()).ok());
        EXPECT_TRUE((*store->find_answer("p", id, 0)).has_value());
        EXPECT_TRUE(store->writable().ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// A file system of its own, which needs root: the tests run as root in the build container and on the booted
// machine.
class SmallDisk : public LocalStoreTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(::mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=256k,mode=0700"), 0)
        << "mounting a tmpfs needs root (CAP_SYS_ADMIN)";
  }
  void TearDown() override { ::umount2(directory_.c_str(), MNT_DETACH); }
};

TEST_F(SmallDisk, AFullDiskIsUnavailableAndHealsByItself) {
  const auto store = open();
  ASSERT_TRUE(store->remember_answer("p", "kept", sample()).ok());
  std::ofstream(directory_ / "filler") << std::string(1024 * 1024, 'x');
  RememberedAnswer large = sample();
  large.answer = std::string(60'000, 'y');
  EXPECT_TRUE(absl::IsUnavailable(store->remember_answer("p", "large", large)));
  EXPECT_THAT(std::string(store->writable().message()), HasSubstr(directory_.string()));
  EXPECT_TRUE((*store->find_answer("p", "kept", 0)).has_value()) << "what can be read stays readable";
  fs::remove(directory_ / "filler");
  // Nobody writes: being asked is enough, a second later.
  steady_ += std::chrono::seconds(1);
  EXPECT_TRUE(store->writable().ok()) << store->writable();
  EXPECT_TRUE(store->remember_answer("p", "large", large).ok());
}

TEST_F(SmallDisk, ADiskThatIsFullFromTheStartHealsWhenAsked) {
  std::ofstream(directory_ / "filler") << std::string(1024 * 1024, 'x');
  const auto store = open();
  EXPECT_FALSE(store->writable().ok());
  EXPECT_TRUE(absl::IsUnavailable(store->find_answer("p", "r", 0).status()));
  fs::remove(directory_ / "filler");
  EXPECT_FALSE(store->writable().ok()) << "tried again at most once a second";
  steady_ += std::chrono::seconds(1);
  EXPECT_TRUE(store->writable().ok()) << store->writable();
}

TEST_F(SmallDisk, AReadOnlyFileSystemIsUnavailable) {
  open().reset();
  ASSERT_EQ(::mount(nullptr, directory_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
  const auto store = open();
  EXPECT_THAT(std::string(store->writable().message()), HasSubstr("Read-only file system"));
  EXPECT_TRUE(absl::IsUnavailable(store->remember_answer("p", "r", sample())));
}

}  // namespace
}  // namespace maxos::store
