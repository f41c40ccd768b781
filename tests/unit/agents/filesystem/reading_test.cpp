#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "../scene.h"
#include "agents/filesystem/text_part.h"

namespace maxos::agents {
namespace {

class ReadingTest : public FilesScene {
 protected:
  Outcome run(std::string_view intent, Values slots) const {
    const auto outcome = bench().run(intent, std::move(slots));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Outcome();
  }
  std::string file(const std::string& name) const { return root() + "/" + name; }
};

std::string numbered(int lines) {
  std::string text;
  for (int i = 1; i <= lines; ++i) text.append("line " + std::to_string(i) + "\n");
  return text;
}

TEST_F(ReadingTest, AShortFileIsShownWhole) {
  tree_.write("root/a.txt", "one\ntwo");
  const Outcome outcome = run("file.read", {{"path", file("a.txt")}});
  EXPECT_EQ(outcome.message, file("a.txt") + " has 2 lines (7 B):\none\ntwo");
  EXPECT_EQ(value(outcome, "content"), "one\ntwo");
  EXPECT_EQ(value(outcome, "from_start"), "true");
  EXPECT_EQ(value(outcome, "to_end"), "true");
  EXPECT_EQ(value(outcome, "truncated"), "false");
  tree_.write("root/empty", "");
  EXPECT_EQ(run("file.read", {{"path", file("empty")}}).message, file("empty") + " is empty.");
}

TEST_F(ReadingTest, BothEndsOfABigFileAreReadWithoutTheRest) {
  tree_.write("root/big", numbered(200'000));
  const Outcome head = run("file.read", {{"path", file("big")}, {"lines", "3"}});
  EXPECT_EQ(value(head, "content"), "line 1\nline 2\nline 3\n");
  EXPECT_EQ(value(head, "to_end"), "false");
  const Outcome tail = run("file.read", {{"path", file("big")}, {"lines", "2"}, {"from", "tail"}});
  EXPECT_EQ(value(tail, "content"), "line 199999\nline 200000\n");
  EXPECT_TRUE(tail.message.starts_with("The last 2 lines of ")) << tail.message;
  EXPECT_EQ(value(tail, "from_start"), "false");
  EXPECT_EQ(value(run("file.read", {{"path", file("big")}, {"from", "tail"}}), "line_count"), "20");
  // More lines than fit into an answer: cut at a line, and said.
  const Outcome all = run("file.read", {{"path", file("big")}});
  EXPECT_EQ(value(all, "truncated"), "true");
  EXPECT_TRUE(value(all, "content").ends_with("\n"));
  EXPECT_LT(value(all, "content").size(), 1024U * 1024);
  const Outcome end = run("file.read", {{"path", file("big")}, {"from", "tail"}, {"lines", "100000"}});
  EXPECT_EQ(value(end, "truncated"), "true");
  EXPECT_TRUE(value(end, "content").starts_with("line ")) << value(end, "content").substr(0, 20);
  EXPECT_TRUE(value(end, "content").ends_with("line 200000\n"));
}

TEST_F(ReadingTest, LinesAreCountedAtTheEdges) {
  for (const std::string& text :
       {std::string("a"), std::string("a\n"), std::string("a\nb"), std::string("a\nb\n")}) {
    tree_.write("root/edge", text);
    for (const char* from : {"head", "tail"}) {
      for (const char* lines : {"1", "2", "3"}) {
        const Outcome outcome = run("file.read", {{"path", file("edge")}, {"from", from}, {"lines", lines}});
        const bool two = text.size() > 2;
        const bool whole = !two || std::string_view(lines) != "1";
        EXPECT_EQ(value(outcome, "line_count"), whole && two ? "2" : "1") << text << from << lines;
        EXPECT_EQ(value(outcome, "from_start") == "true" && value(outcome, "to_end") == "true", whole)
            << text << from << lines;
      }
    }
  }
}

TEST_F(ReadingTest, WhatIsNoTextIsNotShown) {
  tree_.write("root/data.bin", std::string("a\0b", 3));
  const auto outcome = bench().run("file.read", {{"path", file("data.bin")}});
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(message(outcome.status()).find("binary data"), std::string::npos);
  // Text in another encoding is shown as far as it goes.
  tree_.write("root/latin1", "caf\xe9\n");
  const Outcome latin = run("file.read", {{"path", file("latin1")}});
  EXPECT_EQ(value(latin, "content"), "caf\xEF\xBF\xBD\n");
  EXPECT_EQ(value(latin, "encoding"), "unknown");
}

TEST_F(ReadingTest, TheMessageIsSafeForATerminal) {
  tree_.write("root/escape", "\x1b[2Jred\r\nnext\tcell\r\n");
  const Outcome outcome = run("file.read", {{"path", file("escape")}});
  EXPECT_EQ(outcome.message.find('\x1b'), std::string::npos);
  EXPECT_NE(outcome.message.find("red\nnext\tcell"), std::string::npos);
  EXPECT_EQ(value(outcome, "content"), "\x1b[2Jred\r\nnext\tcell\r\n");
}

TEST_F(ReadingTest, OnlyRegularFilesWithinTheRootsAreRead) {
  ASSERT_EQ(::mkfifo(file("fifo").c_str(), 0644), 0);
  tree_.link("/etc/passwd", "root/out");
  tree_.write("root/state/state.db", "secret");
  tree_.write("root/real", "inside");
  tree_.link("real", "root/in");
  const auto code = [&](const std::string& path) {
    return bench().run("file.read", {{"path", path}}).status().code();
  };
  EXPECT_EQ(code(file("fifo")), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(root()), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(file("out")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(file("state/state.db")), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(code(file("nothing")), absl::StatusCode::kNotFound);
  EXPECT_EQ(value(run("file.read", {{"path", file("in")}}), "content"), "inside");
}

TEST_F(ReadingTest, ALinkThatTakesThePlaceOfAPlannedFileIsNotFollowed) {
  tree_.write("root/file", "inside");
  const Bench handlers = bench();
  const auto plan = handlers.plan("file.read", {{"path", file("file")}});
  ASSERT_TRUE(plan.ok());
  std::filesystem::remove(file("file"));
  tree_.link(tree_ / "outside/secret.txt", "root/file");
  EXPECT_FALSE(handlers.handler("file.read").execute(*plan, quiet_context()).ok());
}

TEST_F(ReadingTest, DigestsAreThoseOfTheStandards) {
  tree_.write("root/abc", "abc");
  const auto digest = [&](const std::string& algorithm) {
    return value(run("file.checksum", {{"path", file("abc")}, {"algorithm", algorithm}}), "digest");
  };
  EXPECT_EQ(digest("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("md5"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(digest("sha1"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_TRUE(digest("sha512").starts_with("ddaf35a193617abacc417349ae204131"));
  EXPECT_TRUE(digest("blake2b").starts_with("ba80a53f981c4d0d6a2797b69f12f6e9"));
  const Outcome outcome = run("file.checksum", {{"path", file("abc")}});
  EXPECT_EQ(value(outcome, "algorithm"), "sha256");
  EXPECT_EQ(value(outcome, "changed_meanwhile"), "false");
  EXPECT_NE(outcome.message.find("The sha256 of " + file("abc") + " (3 B) is ba7816bf"), std::string::npos);
}

TEST_F(ReadingTest, ADigestThatIsNotOfferedIsRefusedWithThoseThatAre) {
  tree_.write("root/abc", "abc");
  for (const char* algorithm : {"crc32", "sha3", "sha256sum2"}) {
    const auto plan = bench().plan("file.checksum", {{"path", file("abc")}, {"algorithm", algorithm}});
    EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument) << algorithm;
    EXPECT_NE(message(plan.status()).find("md5, sha1, sha224, sha256, sha384, sha512, blake2b"),
              std::string::npos)
        << message(plan.status());
  }
}

TEST_F(ReadingTest, UsageComesLargestFirstAndCountsHardLinksOnce) {
  tree_.write("root/big/deep/file", std::string(500'000, 'x'));
  tree_.write("root/small/file", std::string(10'000, 'x'));
  tree_.write("root/alone", std::string(100'000, 'x'));
  ASSERT_EQ(::link(file("big/deep/file").c_str(), file("big/again").c_str()), 0);
  const Outcome outcome = run("file.usage", {{"path", root()}});
  const auto consumers = nlohmann::json::parse(value(outcome, "consumers"));
  ASSERT_EQ(consumers.size(), 4U);
  EXPECT_EQ(consumers[0]["path"], file("big"));
  EXPECT_EQ(consumers[0]["size_bytes"], 500'000);
  EXPECT_EQ(consumers[1]["path"], file("alone"));
  EXPECT_EQ(consumers[2]["path"], file("small"));
  EXPECT_EQ(value(outcome, "size_bytes"), "610000");
  EXPECT_EQ(value(outcome, "file_count"), "4");
  EXPECT_EQ(nlohmann::json::parse(value(outcome, "largest_files"))[0]["size_bytes"], 500'000);
  EXPECT_NE(outcome.message.find("Largest first: big/ ("), std::string::npos) << outcome.message;
  const Outcome one = run("file.usage", {{"path", root()}, {"limit", "1"}});
  EXPECT_EQ(value(one, "shown_count"), "1");
  EXPECT_EQ(value(one, "total_count"), "4");
  EXPECT_EQ(value(one, "truncated"), "true");
}

TEST_F(ReadingTest, UsageIsThatOfDu) {
  for (int i = 0; i < 30; ++i)
    tree_.write("root/d" + std::to_string(i % 5) + "/f" + std::to_string(i), numbered(i * 50));
  tree_.link("d1", "root/link");
  const std::unique_ptr<FILE, int (*)(FILE*)> du(::popen(("du -s -B1 " + root()).c_str(), "r"), ::pclose);
  ASSERT_TRUE(du);
  unsigned long long expected = 0;
  ASSERT_EQ(std::fscanf(du.get(), "%llu", &expected), 1);
  EXPECT_EQ(value(run("file.usage", {{"path", root()}}), "total_bytes"), std::to_string(expected));
}

}  // namespace
}  // namespace maxos::agents
