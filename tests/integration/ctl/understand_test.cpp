// maxosctl understand: one sentence, and many as lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "ctl_process.h"
#include "fake_daemon.h"

namespace maxos::ctl {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class CtlUnderstand : public ::testing::Test {
 protected:
  CtlUnderstand() {
    // Understands every text as the intent of its name; "bad" is beyond a limit.
    daemon_.on_understand = [](const TextRequest& request, UnderstandResponse& out) {
      if (request.text() == "bad")
        return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "The text is bad.");
      out.set_intent(request.text());
      out.set_confidence(0.5);
      out.set_decision("run");
      for (const auto& [key, value] : request.context()) (*out.mutable_slots())[key] = value;
      return grpc::Status(grpc::Status::OK);
    };
  }
  std::vector<std::string> with_address(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "--address=" + daemon_.unix_address());
    return arguments;
  }
  CtlProcess::Ended lines(std::string_view input, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"understand", "--jsonl"});
    CtlProcess process(with_address(std::move(arguments)));
    process.type(input);
    process.close_input();
    return process.wait();
  }
  static std::vector<json> parsed(const std::string& out) {
    std::vector<json> all;
    for (const std::string_view line : base::split(out, '\n')) {
      if (!line.empty()) all.push_back(json::parse(line));
    }
    return all;
  }

  FakeDaemon daemon_;
};

TEST_F(CtlUnderstand, ASentenceIsShownForPeopleAndAsJson) {
  const auto text = run_ctl(with_address({"understand", "file.list", "--context", "path=/srv"}));
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("intent: file.list\n"));
  EXPECT_THAT(text.out, HasSubstr("slot path: /srv\n"));
  const auto object = run_ctl(with_address({"--json", "understand", "file.list"}));
  EXPECT_EQ(object.code, 0) << object.err;
  EXPECT_EQ(json::parse(object.out)["intent"], "file.list");
  EXPECT_EQ(run_ctl(with_address({"understand", "bad"})).code, 2);
  EXPECT_FALSE(daemon_.requests()[0].context().contains("request_id"));
}

TEST_F(CtlUnderstand, LinesAreAnsweredInTheirOrder) {
  std::string input;
  for (int i = 0; i < 300; ++i) input += R"({"text":"i)" + std::to_string(i) + "\"}\n";
  const auto ended = lines(input);
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto all = parsed(ended.out);
  ASSERT_EQ(all.size(), 300U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]["intent"], "i" + std::to_string(i));
}

TEST_F(CtlUnderstand, EachAnswerComesBeforeTheNextLineIsTyped) {
  CtlProcess process(with_address({"understand", "--jsonl"}));
  for (const std::string intent : {"first", "second"}) {
    process.type(R"({"text":")" + intent + "\"}\n");
    ASSERT_TRUE(process.wait_output(intent));
  }
  process.close_input();
  EXPECT_EQ(process.wait().code, 0);
}

TEST_F(CtlUnderstand, ABadLineIsToldInItsPlaceAndTheOthersGoOn) {
  const std::vector<std::string> wrong = {"nonsense",
                                          "",
                                          "[1]",
                                          R"({"context":{}})",
                                          R"({"text":5})",
                                          R"({"text":"a","context":[]})",
                                          R"({"text":"a","context":{"k":{}}})",
                                          R"({"text":"a","context":{"k":null}})",
                                          "{\"text\":\"\xff\"}",
                                          R"({"text":"bad"})",
                                          R"({"text":"cut)",
                                          std::string(100'000, '[')};
  for (const std::string& line : wrong) {
    const auto ended = lines(R"({"text":"before"})"
                             "\n" +
                             line +
                             "\n"
                             R"({"text":"after"})");
    EXPECT_EQ(ended.code, 1);
    const auto all = parsed(ended.out);
    ASSERT_EQ(all.size(), 3U) << line;
    EXPECT_EQ(all[0]["intent"], "before");
    EXPECT_TRUE(all[1]["error"].is_string()) << line;
    EXPECT_EQ(all[1].size(), 1U);
    EXPECT_EQ(all[2]["intent"], "after");
  }
}

TEST_F(CtlUnderstand, ALineBeyondAMebibyteIsOneError) {
  const auto ended = lines(R"({"text":")" + std::string(3 * 1024 * 1024, 'x') +
                           "\"}\n"
                           R"({"text":"after"})"
                           "\n");
  EXPECT_EQ(ended.code, 1);
  const auto all = parsed(ended.out);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0]["error"].get<std::string>(), HasSubstr("1 MiB"));
  EXPECT_EQ(all[1]["intent"], "after");
}

TEST_F(CtlUnderstand, TheContextOfALineIsSentAndBeatsTheOneOfTheCommand) {
  const auto ended =
      lines(R"({"text":"a","context":{"limit":5,"path":"/line","hidden":true},"intent":"other"})",
            {"--context", "path=/command", "--domain", "filesystem"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto slots = parsed(ended.out).at(0)["slots"];
  EXPECT_EQ(slots, json({{"limit", "5"}, {"path", "/line"}, {"hidden", "true"}, {"domain", "filesystem"}}));
}

TEST_F(CtlUnderstand, NoLinesAreNoAnswers) {
  const auto ended = lines("");
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "");
}

TEST_F(CtlUnderstand, ADaemonThatIsNotThereEndsIt) {
  CtlProcess process({"--address=unix:/nowhere/grpc.sock", "understand", "--jsonl"});
  process.type("{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  process.close_input();
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(parsed(ended.out).size(), 1U);
  EXPECT_THAT(ended.err, HasSubstr("maxosctl: "));
}

TEST_F(CtlUnderstand, AnInterruptEndsTheWaitForLines) {
  CtlProcess process(with_address({"understand", "--jsonl"}));
  process.type("{\"text\":\"first\"}\n");
  ASSERT_TRUE(process.wait_output("first"));
  process.send_signal(SIGINT);
  EXPECT_EQ(process.wait().code, 130);
}

}  // namespace
}  // namespace maxos::ctl
