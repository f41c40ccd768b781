#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>

#include "scene.h"

namespace maxos::agents {
namespace {

class FileList : public FilesScene {
 protected:
  Outcome list(Values slots, Values context = {}) const {
    const auto outcome = bench().run("file.list", std::move(slots), std::move(context));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.value_or(Outcome{});
  }
  // The names in the payload's order, from `"name":"…"`.
  static std::string names(const Outcome& outcome) {
    const std::string json = value(outcome, "entries");
    std::string out;
    for (std::size_t at = json.find("\"name\":\""); at != std::string::npos;
         at = json.find("\"name\":\"", at)) {
      at += 8;
      out.append(out.empty() ? "" : " ").append(json.substr(at, json.find('"', at) - at));
    }
    return out;
  }
};

TEST_F(FileList, ShowsHomeWhenNoPathIsNamed) {
  tree_.write("root/home/a.txt", "12345");
  tree_.write("root/home/.profile", "x");
  tree_.mkdir("root/home/docs");
  const Outcome outcome = list({});
  EXPECT_EQ(value(outcome, "path"), root() + "/home");
  EXPECT_EQ(names(outcome), "a.txt docs");
  EXPECT_EQ(value(outcome, "total_count"), "2");
  EXPECT_EQ(value(outcome, "shown_count"), "2");
  EXPECT_EQ(value(outcome, "truncated"), "false");
  EXPECT_EQ(value(outcome, "total_bytes"), "5");
  EXPECT_EQ(value(outcome, "hidden_count"), "1");
  EXPECT_EQ(outcome.message, root() + "/home has 2 entries (1 directory, 1 file with 5 B): a.txt, docs/.");
  EXPECT_EQ(names(list({{"hidden", "true"}})), ".profile a.txt docs");
}

TEST_F(FileList, PlanIsCanonicalAndComplete) {
  tree_.mkdir("root/data");
  tree_.link("data", "root/alias");
  const auto plan = bench().plan("file.list", {{"path", root() + "/alias/"}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->targets, std::vector<std::string>{root() + "/data"});
  EXPECT_EQ(plan->slots.at("path"), root() + "/data");
  EXPECT_EQ(plan->slots.at("sort"), "name");
  EXPECT_EQ(plan->slots.at("limit"), "200");
}

TEST_F(FileList, RelativePathsBeginAtTheWorkingDirectory) {
  tree_.write("root/code/src/main.c", "x");
  EXPECT_EQ(names(list({{"path", "src"}}, {{"cwd", root() + "/code"}})), "main.c");
  EXPECT_EQ(names(list({{"path", "."}}, {{"cwd", root() + "/code"}})), "src");
}

TEST_F(FileList, SortsAndCutsWithHonestTotals) {
  tree_.write("root/d/small.py", "1");
  tree_.write("root/d/large.py", "123456");
  tree_.write("root/d/middle.py", "123");
  tree_.write("root/d/other.txt", "12");
  tree_.mkdir("root/d/folder");
  const std::string path = root() + "/d";
  EXPECT_EQ(names(list({{"path", path}, {"sort", "size"}})), "large.py middle.py other.txt small.py folder");
  EXPECT_EQ(names(list({{"path", path}, {"sort", "type"}})), "folder large.py middle.py other.txt small.py");
  const Outcome cut = list({{"path", path}, {"sort", "size"}, {"limit", "1"}, {"pattern", "*.py"}});
  EXPECT_EQ(names(cut), "large.py");
  EXPECT_EQ(value(cut, "total_count"), "3");
  EXPECT_EQ(value(cut, "shown_count"), "1");
  EXPECT_EQ(value(cut, "truncated"), "true");
  EXPECT_EQ(value(cut, "total_bytes"), "10");
  EXPECT_NE(cut.message.find("3 entries matching *.py"), std::string::npos) << cut.message;
  EXPECT_NE(cut.message.find("large.py (6 B) and 2 more"), std::string::npos) << cut.message;

  const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (path + "/large.py").c_str(), times, 0), 0);
  EXPECT_TRUE(names(list({{"path", path}, {"sort", "time"}})).ends_with("large.py"));
}

TEST_F(FileList, EmptyAndUnmatchedAreSaid) {
  tree_.mkdir("root/empty");
  EXPECT_EQ(list({{"path", root() + "/empty"}}).message, root() + "/empty is empty.");
  tree_.write("root/few/.hidden", "");
  EXPECT_EQ(list({{"path", root() + "/few"}}).message, root() + "/few is empty but for 1 hidden entry.");
  tree_.write("root/few/a", "");
  EXPECT_NE(list({{"path", root() + "/few"}, {"pattern", "*.zip"}})
                .message.find("no entry matching *.zip (1 other)"),
            std::string::npos);
}

TEST_F(FileList, SpecialFilesAreListedAndNeverOpened) {
  ASSERT_EQ(::mkfifo((root() + "/home/pipe").c_str(), 0600), 0);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = root() + "/home/s";
  ASSERT_LT(path.size(), sizeof(address.sun_path));
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
            0);  // NOLINT: the sockets interface
  ::close(fd);
  // Opening a pipe without a writer would wait for ever.
  const Outcome outcome = list({});
  EXPECT_NE(value(outcome, "entries").find("\"name\":\"pipe\",\"type\":\"fifo\""), std::string::npos);
  EXPECT_NE(value(outcome, "entries").find("\"name\":\"s\",\"type\":\"socket\""), std::string::npos);
  const auto status = bench().run("file.list", {{"path", root() + "/home/pipe"}}).status();
  EXPECT_NE(message(status).find("is a named pipe, not a directory"), std::string::npos);
}

TEST_F(FileList, LinksAreShownWithTheirTargets) {
  tree_.link("/etc/passwd", "root/home/out");
  EXPECT_NE(value(list({}), "entries").find("\"name\":\"out\",\"type\":\"symlink\""), std::string::npos);
  EXPECT_NE(value(list({}), "entries").find("\"target\":\"/etc/passwd\""), std::string::npos);
}

TEST_F(FileList, OddNamesStayValidText) {
  tree_.write("root/home/two\nlines", "");
  tree_.write("root/home/bad\xFF\xFE", "");
  tree_.write("root/home/quote\"d", "");
  const Outcome outcome = list({});
  EXPECT_NE(value(outcome, "entries").find("two\\nlines"), std::string::npos);
  EXPECT_NE(value(outcome, "entries").find("bad\uFFFD\uFFFD"), std::string::npos);
  EXPECT_EQ(outcome.message.find('\n'), std::string::npos);
}

TEST_F(FileList, AFileIsAnErrorThatSaysWhatToAsk) {
  tree_.write("root/a.txt", "x");
  const auto status = bench().run("file.list", {{"path", root() + "/a.txt"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(message(status).find("is a file, not a directory"), std::string::npos);
  EXPECT_NE(message(status).find("show details of " + root() + "/a.txt"), std::string::npos);
}

TEST_F(FileList, RefusalsCarryTheirStatus) {
  EXPECT_EQ(bench().run("file.list", {{"path", "/etc"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(bench().run("file.list", {{"path", root() + "/../outside"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(bench().run("file.list", {{"path", root() + "/none"}}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(bench().run("file.list", {{"pattern", "../*"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  tree_.mkdir("root/locked");
  ASSERT_EQ(::chmod((root() + "/locked").c_str(), 0), 0);
  const AsNobody nobody;
  const auto locked = bench().run("file.list", {{"path", root() + "/locked"}}).status();
  EXPECT_EQ(locked.code(), absl::StatusCode::kPermissionDenied) << locked;
}

TEST_F(FileList, ADirectoryThatMayBeReadButNotSearchedShowsNames) {
  tree_.write("root/half/a.txt", "x");
  ASSERT_EQ(::chmod((root() + "/half").c_str(), 0744), 0);
  const AsNobody nobody;
  const Outcome outcome = list({{"path", root() + "/half"}});
  EXPECT_EQ(value(outcome, "entries"), "[{\"name\":\"a.txt\",\"type\":\"file\"}]");
}

TEST_F(FileList, APlanWhoseDirectoryBecameALinkIsNotFollowed) {
  tree_.mkdir("root/data");
  const Bench handlers = bench();
  const auto plan = handlers.plan("file.list", {{"path", root() + "/data"}});
  ASSERT_TRUE(plan.ok());
  std::filesystem::remove(root() + "/data");
  tree_.link("home", "root/data");
  EXPECT_FALSE(handlers.handler("file.list").execute(*plan, quiet_context()).ok());
}

TEST_F(FileList, AHundredThousandEntriesTakeBoundedMemoryAndStopWhenAsked) {
  tree_.mkdir("root/many");
  const base::UniqueFd directory(::open((root() + "/many").c_str(), O_RDONLY | O_DIRECTORY));
  constexpr int kFiles = 100'000;
  for (int i = 0; i < kFiles; ++i) {
    const base::UniqueFd file(
        ::openat(directory.get(), ("f" + std::to_string(i)).c_str(), O_CREAT | O_WRONLY, 0600));
    ASSERT_TRUE(file) << i;
  }
  const Outcome outcome = list({{"path", root() + "/many"}, {"limit", "3"}});
  EXPECT_EQ(names(outcome), "f0 f1 f10");
  EXPECT_EQ(value(outcome, "total_count"), "100000");
  // All of them do not fit into one answer: cut, and said so.
  const Outcome all = list({{"path", root() + "/many"}, {"limit", "100000"}});
  EXPECT_LT(value(all, "entries").size(), 1024U * 1024U);
  EXPECT_EQ(value(all, "truncated"), "true");
  EXPECT_EQ(value(all, "total_count"), "100000");

  const Bench handlers = bench();
  const auto plan = handlers.plan("file.list", {{"path", root() + "/many"}});
  std::stop_source source;
  source.request_stop();
  const ExecutionContext stopped(source.get_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 nullptr);
  EXPECT_EQ(handlers.handler("file.list").execute(*plan, stopped).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace maxos::agents
