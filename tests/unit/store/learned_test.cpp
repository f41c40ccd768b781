#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "store/local.h"

namespace maxos::store {
namespace {

namespace fs = std::filesystem;

class Learned : public testing::Test {
 protected:
  Learned() {
    std::string path = testing::TempDir() + "maxos-learned-XXXXXX";
    directory_ = ::mkdtemp(path.data());
  }
  ~Learned() override { fs::remove_all(directory_); }
  std::unique_ptr<LocalStore> open() { return open_local_store(directory_.string(), notice_); }
  void execute(const char* sql) {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open((directory_ / "state.db").c_str(), &raw), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
    sqlite3_close(raw);
  }

  fs::path directory_;
  std::string notice_;
};

TaughtRecord lesson(const std::string& phrase, std::string intent) {
  return {phrase, phrase, std::move(intent), "uid:1000", true, 17};
}

TEST_F(Learned, APhraseSurvivesAndIsReplacedAndForgotten) {
  {
    const auto store = open();
    ASSERT_TRUE(store->learned().teach(lesson("b", "system.uptime")).ok());
    ASSERT_TRUE(store->learned().teach(lesson("a", "system.health")).ok());
    ASSERT_TRUE(store->learned().teach(lesson("b", "file.list")).ok());
  }
  const auto store = open();
  auto all = store->learned().taught();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].normal, "a");
  EXPECT_EQ((*all)[1].intent, "file.list");
  EXPECT_EQ((*all)[1].principal, "uid:1000");
  EXPECT_TRUE((*all)[1].by_admin);
  EXPECT_EQ((*all)[1].time, 17);
  ASSERT_TRUE(store->learned().forget("a").ok());
  ASSERT_TRUE(store->learned().forget("never taught").ok());
  all = store->learned().taught();
  ASSERT_EQ(all->size(), 1U);
}

TEST_F(Learned, MissesAreKeptAndThoseThatAreGoneAreDeleted) {
  const std::vector<MissRecord> both = {{"frob <path>", "frob /a", "unknown", "file.list", 2, 10, 20},
                                        {"sing", "sing!", "unknown", "", 1, 5, 5}};
  {
    const auto store = open();
    ASSERT_TRUE(store->learned().save_misses(both, {}).ok());
    const std::vector<std::string> gone = {"sing"};
    ASSERT_TRUE(store->learned().save_misses({}, gone).ok());
  }
  const auto all = open()->learned().misses();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().text, "frob /a");
  EXPECT_EQ(all->front().count, 2U);
  EXPECT_EQ(all->front().first, 10);
}

TEST_F(Learned, AStateFileOfTheFirstSchemaGetsTheTables) {
  ASSERT_TRUE(open()->remember_answer("uid:0", "r1", {"digest", "op", "x", true, 1'000}).ok());
  execute("DROP TABLE taught_phrase; DROP TABLE miss; PRAGMA user_version = 1");
  const auto store = open();
  ASSERT_TRUE(store->learned().teach(lesson("a", "system.health")).ok());
  EXPECT_TRUE(*store->find_answer("uid:0", "r1", 0));
  EXPECT_EQ(store->learned().taught()->size(), 1U);
}

TEST_F(Learned, WithoutADatabaseEverythingIsUnavailable) {
  std::ofstream(directory_ / "file") << "x";
  const auto store = open_local_store((directory_ / "file").string(), notice_);
  EXPECT_EQ(store->learned().taught().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->learned().teach(lesson("a", "b")).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->learned().misses().status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace maxos::store
