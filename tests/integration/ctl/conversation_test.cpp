// What asks for confirmation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "ctl_process.h"
#include "fake_daemon.h"

namespace maxos::ctl {
namespace {

using ::testing::HasSubstr;

class Confirmation : public ::testing::Test {
 protected:
  Confirmation() {
    daemon_.on_ask = [](grpc::ServerContext&, const TextRequest& request, AgentResponse& out) {
      const auto token = request.context().find("confirmation_token");
      if (token == request.context().end()) {
        out = answer("confirmation_required", "This asks for confirmation.",
                     {{"confirmation_token", "T0K"},
                      {"preview", "Restart nginx.service"},
                      {"expires_in_seconds", "300"}});
      } else {
        out = answer(token->second == "T0K" ? "success" : "denied", "Restarted.");
      }
      return grpc::Status::OK;
    };
    daemon_.on_stream = [](grpc::ServerContext&, const TextRequest& request,
                           grpc::ServerWriter<OperationUpdate>& writer) {
      writer.Write(update(0, "started", "started"));
      if (request.context().contains("confirmation_token")) {
        writer.Write(update(100, "completed", "Restarted.", {{"status", "success"}}));
      } else {
        writer.Write(update(
            100, "error", "This asks for confirmation.",
            {{"status", "confirmation_required"}, {"confirmation_token", "T0K"}, {"preview", "Restart"}}));
      }
      return grpc::Status::OK;
    };
  }
  std::vector<std::string> words(std::vector<std::string> more) const {
    more.insert(more.end(), {"restart nginx", "-a", daemon_.unix_address()});
    return more;
  }

  FakeDaemon daemon_;
};

TEST_F(Confirmation, WithoutATerminalNothingIsDoneAndTheTokenIsTold) {
  const auto ended = run_ctl(words({"ask"}));
  EXPECT_EQ(ended.code, 6);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("Restart nginx.service\n"));
  EXPECT_THAT(ended.err, HasSubstr("--context confirmation_token=T0K"));
  EXPECT_EQ(daemon_.requests().size(), 1U);
}

TEST_F(Confirmation, YesShowsThePreviewAndConfirmsWithTheTokenUnderANewId) {
  const auto ended = run_ctl(words({"ask", "--yes"}));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "Restarted.\n");
  EXPECT_EQ(ended.err, "Restart nginx.service\n");
  const auto requests = daemon_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].context().at("confirmation_token"), "T0K");
  EXPECT_NE(requests[0].context().at("request_id"), requests[1].context().at("request_id"));
}

TEST_F(Confirmation, JsonIsOneLineWithAndWithoutYes) {
  auto ended = run_ctl(words({"ask", "--json"}));
  EXPECT_EQ(ended.code, 6);
  EXPECT_EQ(nlohmann::json::parse(ended.out)["payload"]["confirmation_token"], "T0K");
  EXPECT_EQ(ended.err, "");
  ended = run_ctl(words({"ask", "--json", "--yes"}));
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(nlohmann::json::parse(ended.out)["message"], "Restarted.");
}

TEST_F(Confirmation, ADryRunIsNeverConfirmed) {
  const auto ended = run_ctl(words({"ask", "--dry-run", "--yes"}));
  EXPECT_EQ(ended.code, 6);
  EXPECT_EQ(ended.out, "Restart nginx.service\n");
  EXPECT_EQ(daemon_.requests().size(), 1U);
}

TEST_F(Confirmation, OnATerminalThePersonIsAsked) {
  for (const auto& [typed, code] :
       std::vector<std::pair<std::string, int>>{{"y\n", 0}, {"yes\n", 0}, {"n\n", 6}, {"\n", 6}}) {
    CtlProcess process(words({"ask"}), true);
    ASSERT_TRUE(process.wait_output("Go on? [y/N] "));
    process.type(typed);
    EXPECT_EQ(process.wait().code, code) << typed;
  }
}

TEST_F(Confirmation, ControlCAtTheQuestionDoesNothing) {
  CtlProcess process(words({"ask"}), true);
  ASSERT_TRUE(process.wait_output("Go on? [y/N] "));
  process.send_signal(SIGINT);
  EXPECT_EQ(process.wait().code, 130);
  EXPECT_EQ(daemon_.requests().size(), 1U);
}

TEST_F(Confirmation, AStreamIsConfirmedTheSameWay) {
  auto ended = run_ctl(words({"stream"}));
  EXPECT_EQ(ended.code, 6);
  ended = run_ctl(words({"stream", "--yes"}));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("Restarted.\n"));
}

// The daemon ends what is followed after a time; each time two entries have come.
class Following : public ::testing::Test {
 protected:
  Following() {
    daemon_.on_stream = [this](grpc::ServerContext& context, const TextRequest&,
                               grpc::ServerWriter<OperationUpdate>& writer) {
      writer.Write(update(0, "started", "Started"));
      writer.Write(update(20, "processing", "Planned"));
      const std::string round = std::to_string(daemon_.requests().size());
      for (const char* entry : {"a", "b"})
        writer.Write(update(20, "processing", std::string("line ") + entry + round,
                            {{"entry", "{}"}, {"cursor", "c"}}));
      if (round == "2") {
        FakeDaemon::wait_cancelled(context);
        return grpc::Status::CANCELLED;
      }
      writer.Write(update(100, "completed", "2 journal entries came.",
                          {{"status", "success"}, {"followed_seconds", "300"}, {"cursor", "c" + round}}));
      return grpc::Status::OK;
    };
  }
  FakeDaemon daemon_;
};

TEST_F(Following, EntriesAreLinesAndItGoesOnFromTheCursorUntilControlC) {
  CtlProcess process({"stream", "follow the log of nginx", "-a", daemon_.unix_address()});
  ASSERT_TRUE(process.wait_output("line b2\n"));
  process.send_signal(SIGINT);
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_EQ(ended.out, "  0% Started\n 20% Planned\nline a1\nline b1\nline a2\nline b2\n");
  const auto requests = daemon_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_FALSE(requests[0].context().contains("cursor"));
  EXPECT_EQ(requests[1].context().at("cursor"), "c1");
  EXPECT_EQ(requests[1].context().at("follow"), "true");
  EXPECT_NE(requests[0].context().at("request_id"), requests[1].context().at("request_id"));
}

TEST_F(Following, ATimeoutThatWasGivenIsItsEnd) {
  const auto ended =
      run_ctl({"stream", "follow the log of nginx", "--timeout", "20", "-a", daemon_.unix_address()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(daemon_.requests().size(), 1U);
  EXPECT_THAT(ended.out, HasSubstr("line b1\n2 journal entries came.\n"));
}

}  // namespace
}  // namespace maxos::ctl
