#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "../scene.h"
#include "agents/filesystem/content_search.h"
#include "agents/filesystem/file_kind.h"
#include "agents/filesystem/name_match.h"

namespace maxos::agents {
namespace {

class SearchTest : public FilesScene {
 protected:
  Outcome search(Values slots) const {
    slots.try_emplace("path", root());
    const auto outcome = bench().run("file.search", std::move(slots));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Outcome();
  }
  // The matches below the root, in the answer's order.
  std::vector<std::string> found(Values slots) const {
    const Outcome outcome = search(std::move(slots));
    std::vector<std::string> paths;
    for (const auto& match : nlohmann::json::parse(value(outcome, "matches")))
      paths.push_back(match["path"].get<std::string>().substr(root().size() + 1));
    return paths;
  }
  void set_age(const std::string& name, std::int64_t seconds) const {
    const timespec then{.tv_sec = ::time(nullptr) - seconds, .tv_nsec = 0};
    const std::array<timespec, 2> times = {then, then};
    ASSERT_EQ(::utimensat(AT_FDCWD, (tree_ / "root/" + name).c_str(), times.data(), 0), 0);
  }
};

using Paths = std::vector<std::string>;

TEST_F(SearchTest, NamesArePatternsOrPartsOfNames) {
  tree_.write("root/a/report.pdf", "x");
  tree_.write("root/b/Report-2024.PDF", "x");
  tree_.write("root/b/notes.txt", "x");
  tree_.mkdir("root/reports");
  EXPECT_EQ(found({{"pattern", "*.pdf"}}), (Paths{"a/report.pdf", "b/Report-2024.PDF"}));
  EXPECT_EQ(found({{"pattern", "report"}}), (Paths{"a/report.pdf", "b/Report-2024.PDF", "reports"}));
  // A capital letter is meant.
  EXPECT_EQ(found({{"pattern", "Report"}}), Paths{"b/Report-2024.PDF"});
  EXPECT_EQ(found({{"pattern", "{notes,report}.*"}}), (Paths{"a/report.pdf", "b/notes.txt"}));
  EXPECT_EQ(found({{"pattern", "report"}, {"kind", "directory"}}), Paths{"reports"});
  EXPECT_EQ(found({{"kind", "document"}}), (Paths{"a/report.pdf", "b/Report-2024.PDF", "b/notes.txt"}));
}

TEST_F(SearchTest, TheMessageCountsAndNamesTheLargest) {
  tree_.write("root/a/one.log", std::string(2048, 'x'));
  tree_.write("root/b/two.log", "x");
  const Outcome outcome = search({{"pattern", "*.log"}});
  EXPECT_EQ(outcome.message,
            "2 files match *.log below " + root() +
                " (2 KiB in all); the largest is a/one.log with 2 KiB: a/one.log, b/two.log.");
  EXPECT_EQ(value(outcome, "total_count"), "2");
  EXPECT_EQ(value(outcome, "total_bytes"), "2049");
  EXPECT_EQ(value(outcome, "truncated"), "false");
  EXPECT_EQ(value(outcome, "complete"), "true");
  const Outcome none = search({{"pattern", "*.nothing"}});
  EXPECT_EQ(none.status, AnswerStatus::success);
  EXPECT_NE(none.message.find("Nothing below " + root() + " matches *.nothing"), std::string::npos);
  EXPECT_EQ(value(none, "matches"), "[]");
}

TEST_F(SearchTest, SizesAreOfFilesAndComeLargestFirst) {
  tree_.write("root/small", "x");
  tree_.write("root/middle", std::string(3'000, 'x'));
  tree_.write("root/large", std::string(9'000, 'x'));
  EXPECT_EQ(found({{"min_size", "2K"}}), (Paths{"large", "middle"}));
  EXPECT_EQ(found({{"max_size", "4K"}}), (Paths{"middle", "small"}));
  EXPECT_EQ(found({{"min_size", "2K"}, {"max_size", "4K"}}), Paths{"middle"});
}

TEST_F(SearchTest, AgesComeNewestOrOldestFirst) {
  for (const char* name : {"new", "week", "year"}) tree_.write(std::string("root/") + name, "x");
  set_age("week", 7 * 86'400);
  set_age("year", 400 * 86'400);
  EXPECT_EQ(found({{"modified_within", "10d"}}), (Paths{"new", "week"}));
  EXPECT_EQ(found({{"older_than", "2d"}}), (Paths{"year", "week"}));
}

TEST_F(SearchTest, ContentIsFoundWithItsLine) {
  tree_.write("root/a.txt", "first\nsecond Invoice 17\n");
  tree_.write("root/b.bin", std::string("\0\0invoice", 9));
  tree_.write("root/c.txt", "nothing");
  // Where two blocks meet.
  tree_.write("root/long.txt", std::string((std::size_t{128} << 10U) - 3, 'x') + "invoice");
  const Outcome outcome = search({{"content", "invoice"}});
  const auto matches = nlohmann::json::parse(value(outcome, "matches"));
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0]["line"], 2);
  EXPECT_EQ(matches[0]["text"], "second Invoice 17");
  EXPECT_EQ(matches[1]["path"], root() + "/long.txt");
  EXPECT_EQ(value(outcome, "not_text_count"), "1");
  EXPECT_NE(outcome.message.find("with \"invoice\" in the text"), std::string::npos) << outcome.message;
}

TEST_F(SearchTest, ListsAreCutWithHonestTotals) {
  for (int i = 100; i < 150; ++i) tree_.write("root/f" + std::to_string(i), "x");
  const Outcome outcome = search({{"pattern", "f*"}, {"limit", "3"}});
  EXPECT_EQ(value(outcome, "total_count"), "50");
  EXPECT_EQ(value(outcome, "shown_count"), "3");
  EXPECT_EQ(value(outcome, "truncated"), "true");
  EXPECT_EQ(found({{"pattern", "f*"}, {"limit", "3"}}), (Paths{"f100", "f101", "f102"}));
  // Contents are read no further than asked for, and the answer says so.
  const Outcome some = search({{"content", "x"}, {"limit", "3"}});
  EXPECT_EQ(value(some, "shown_count"), "3");
  EXPECT_EQ(value(some, "complete"), "false");
  EXPECT_TRUE(some.message.starts_with("At least ")) << some.message;
}

TEST_F(SearchTest, TrashAndTheServicesOwnAreNotSearched) {
  tree_.write("root/.Trash-1000/files/old.txt", "x");
  tree_.write("root/state/old.txt", "x");
  tree_.write("root/.Trash-mine/old.txt", "x");
  EXPECT_EQ(found({{"pattern", "old.txt"}}), Paths{".Trash-mine/old.txt"});
}

TEST_F(SearchTest, SpecialFilesAreNotReadForContent) {
  ASSERT_EQ(::mkfifo((root() + "/fifo.txt").c_str(), 0644), 0);
  tree_.link("/etc/passwd", "root/link.txt");
  tree_.write("root/plain.txt", "root");
  // Neither does it hang on the FIFO nor does it follow the link.
  EXPECT_EQ(found({{"content", "root"}}), Paths{"plain.txt"});
}

TEST_F(SearchTest, WhatCouldNotBeReadIsTold) {
  tree_.write("root/locked/x.txt", "word");
  tree_.write("root/closed.txt", "word");
  tree_.write("root/open.txt", "word");
  ASSERT_EQ(::chmod((root() + "/locked").c_str(), 0), 0);
  ASSERT_EQ(::chmod((root() + "/closed.txt").c_str(), 0), 0);
  const AsNobody nobody;
  const Outcome outcome = search({{"content", "word"}});
  EXPECT_EQ(value(outcome, "total_count"), "1");
  EXPECT_EQ(value(outcome, "unreadable_count"), "2");
  EXPECT_EQ(value(outcome, "complete"), "false");
  EXPECT_NE(outcome.message.find("1 directory could not be read"), std::string::npos) << outcome.message;
  EXPECT_NE(outcome.message.find("1 file could not be opened"), std::string::npos) << outcome.message;
}

TEST_F(SearchTest, StrangeNamesAreAnswered) {
  tree_.write("root/new\nline.txt", "x");
  tree_.write("root/bad\xff.txt", "x");
  const Outcome outcome = search({{"pattern", "*.txt"}});
  EXPECT_EQ(value(outcome, "total_count"), "2");
  EXPECT_EQ(outcome.message.find('\n'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(value(outcome, "matches")).size(), 2U);
}

TEST_F(SearchTest, OutsideIsDeniedAndAFileIsNoDirectory) {
  tree_.write("root/file", "x");
  EXPECT_EQ(bench().run("file.search", {{"path", tree_ / "outside"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(bench().run("file.search", {{"path", root() + "/file"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(bench().run("file.search", {{"path", root()}, {"pattern", "a/b"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(FileKind, IsOfTheEndingWhateverItsCase) {
  EXPECT_EQ(kind_of_name("a.JPG"), "image");
  EXPECT_EQ(kind_of_name("movie.mkv"), "video");
  EXPECT_EQ(kind_of_name("backup.tar.gz"), "archive");
  EXPECT_EQ(kind_of_name(".txt"), "other");
  EXPECT_EQ(kind_of_name("README"), "other");
  EXPECT_EQ(kind_of_name("a."), "other");
  EXPECT_EQ(extension_of("..."), "");
}

}  // namespace
}  // namespace maxos::agents
