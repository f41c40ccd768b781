// What maxosctl prints and how it ends, for each command and each kind of answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "ctl_process.h"
#include "fake_daemon.h"
#include "rpc_status.pb.h"

namespace maxos::ctl {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Ctl : public ::testing::Test {
 protected:
  CtlProcess::Ended run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--address=" + daemon_.unix_address());
    return run_ctl(arguments);
  }
  void answer_with(AgentResponse response) {
    daemon_.on_ask = [response = std::move(response)](grpc::ServerContext&, const TextRequest&,
                                                      AgentResponse& out) {
      out = response;
      return grpc::Status::OK;
    };
  }
  void fail_with(grpc::Status status) {
    daemon_.on_ask = [status = std::move(status)](grpc::ServerContext&, const TextRequest&, AgentResponse&) {
      return status;
    };
  }

  FakeDaemon daemon_;
};

TEST_F(Ctl, AskPrintsTheMessageAndTheTable) {
  answer_with(
      answer("success", "2 files.", {{"entries", R"([{"name":"a","size_bytes":2048},{"name":"b"}])"}}));
  const auto ended = run({"ask", "list", "files"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "2 files.\nNAME   SIZE\na     2 KiB\nb         -\n");
  EXPECT_EQ(ended.err, "");
  ASSERT_EQ(daemon_.requests().size(), 1U);
  EXPECT_EQ(daemon_.requests()[0].text(), "list files");
}

TEST_F(Ctl, AskOverTcpGetsTheSame) {
  answer_with(answer("success", "Up for 3 days."));
  const auto ended = run_ctl({"ask", "uptime", "--address", daemon_.tcp_address()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "Up for 3 days.\n");
}

TEST_F(Ctl, AskAsJsonIsOneLineWithTheWholeAnswer) {
  answer_with(answer("success", "Up.", {{"intent", "system.uptime"}, {"slots", "{}"}}));
  const auto ended = run({"--json", "ask", "uptime"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(
      ended.out,
      R"({"agent":"system","status":"success","message":"Up.","payload":{"intent":"system.uptime","slots":"{}"}})"
      "\n");
}

TEST_F(Ctl, EveryStatusHasItsExitCodeAndFailuresGoToStandardError) {
  const std::vector<std::pair<std::string, int>> codes = {
      {"error", 1},     {"not_found", 1}, {"unavailable", 1},          {"denied", 3},
      {"unhandled", 5}, {"cancelled", 7}, {"confirmation_required", 6}};
  for (const auto& [status, code] : codes) {
    answer_with(answer(status, "Because."));
    const auto ended = run({"ask", "x"});
    EXPECT_EQ(ended.code, code) << status;
    EXPECT_EQ(ended.out, "") << status;
    EXPECT_EQ(ended.err, "maxosctl: " + status + ": Because.\n");
    const auto as_json = run({"ask", "x", "--json"});
    EXPECT_EQ(as_json.code, code) << status;
    EXPECT_EQ(json::parse(as_json.out)["status"], status);
    EXPECT_EQ(as_json.err, "");
  }
}

TEST_F(Ctl, ContextAndItsShortcutsReachTheDaemon) {
  answer_with(answer("success", "ok"));
  EXPECT_EQ(run({"ask", "x", "-c", "path=/srv/ä", "--session=s", "--domain", "filesystem", "--dry-run"}).code,
            0);
  const auto request = daemon_.requests().at(0);
  EXPECT_EQ(request.context().at("path"), "/srv/ä");
  EXPECT_EQ(request.context().at("session"), "s");
  EXPECT_EQ(request.context().at("domain"), "filesystem");
  EXPECT_EQ(request.context().at("dry_run"), "true");
  EXPECT_EQ(request.context().at("request_id").size(), 32U);
}

TEST_F(Ctl, WhatTheDaemonSendsCannotSteerTheTerminal) {
  answer_with(answer("success", "a\x1b]0;title\x07\nb"));
  EXPECT_EQ(run({"ask", "x"}).out, "a\\x1b]0;title\\x07\nb\n");
  answer_with(answer("error", "\x1b[2J"));
  EXPECT_THAT(run({"ask", "x"}).err, HasSubstr("\\x1b[2J"));
}

TEST_F(Ctl, ACallRefusedWhileTheDaemonStopsIsTriedAgainUnderTheSameId) {
  std::atomic<int> calls = 0;
  daemon_.on_ask = [&](grpc::ServerContext&, const TextRequest&, AgentResponse& out) {
    if (++calls < 3) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "stopping; not executed");
    out = answer("success", "done");
    return grpc::Status::OK;
  };
  const auto ended = run({"ask", "x"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto requests = daemon_.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].context().at("request_id"), requests[2].context().at("request_id"));
}

TEST_F(Ctl, ADaemonThatStaysUnavailableIsToldAfterAFewTries) {
  fail_with({grpc::StatusCode::UNAVAILABLE, "stopping; not executed"});
  const auto ended = run({"ask", "x"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("stopping; not executed"));
  EXPECT_THAT(ended.err, HasSubstr("journalctl -u maxos-grpc"));
  EXPECT_EQ(daemon_.requests().size(), 4U);
}

TEST_F(Ctl, EachFailedCallHasItsExitCodeAndItsAdvice) {
  internal::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(2);
  internal::RpcStatus details;
  details.add_details()->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  info.SerializeToString(details.mutable_details(0)->mutable_value());
  fail_with({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many wait", details.SerializeAsString()});
  auto ended = run({"ask", "x"});
  EXPECT_EQ(ended.code, 10);
  EXPECT_THAT(ended.err, HasSubstr("try again in 2 s"));

  fail_with({grpc::StatusCode::INVALID_ARGUMENT, "text is longer than 65536 bytes"});
  ended = run({"ask", "x"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err, "maxosctl: text is longer than 65536 bytes\n");

  fail_with({grpc::StatusCode::PERMISSION_DENIED, "not for you"});
  EXPECT_EQ(run({"ask", "x"}).code, 3);

  fail_with({grpc::StatusCode::INTERNAL, "oops"});
  ended = run({"ask", "x", "--json"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(json::parse(ended.out)["error"]["code"], "INTERNAL");
}

TEST_F(Ctl, ATimeoutEndsTheWaitAndSaysSo) {
  daemon_.on_ask = [](grpc::ServerContext& context, const TextRequest&, AgentResponse&) {
    FakeDaemon::wait_cancelled(context);
    return grpc::Status::CANCELLED;
  };
  const auto ended = run({"ask", "x", "--timeout", "0.2"});
  EXPECT_EQ(ended.code, 9);
  EXPECT_THAT(ended.err, HasSubstr("within 0.2 s"));
}

TEST_F(Ctl, ControlCCancelsTheCallAtTheDaemon) {
  std::atomic<bool> cancelled = false;
  daemon_.on_ask = [&](grpc::ServerContext& context, const TextRequest&, AgentResponse&) {
    daemon_.arrive();
    cancelled = FakeDaemon::wait_cancelled(context);
    return grpc::Status::CANCELLED;
  };
  CtlProcess process({"ask", "x", "-a", daemon_.unix_address()});
  daemon_.wait_arrived();
  process.send_signal(SIGINT);
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 130);
  while (!cancelled) std::this_thread::yield();
}

TEST_F(Ctl, StreamPrintsALineForEachUpdateAndThenTheAnswer) {
  daemon_.on_stream = [](grpc::ServerContext&, const TextRequest&,
                         grpc::ServerWriter<OperationUpdate>& writer) {
    writer.Write(update(0, "started", "started"));
    writer.Write(update(10, "processing", "understood"));
    writer.Write(update(60, "processing", "reading\x1b[1m"));
    writer.Write(
        update(100, "completed", "1 file.", {{"status", "success"}, {"entries", R"([{"name":"a"}])"}}));
    return grpc::Status::OK;
  };
  auto ended = run({"stream", "list files"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "  0% started\n 10% understood\n 60% reading\\x1b[1m\n1 file.\nNAME\na\n");

  ended = run({"stream", "list files", "--json"});
  EXPECT_EQ(ended.code, 0);
  std::vector<json> lines;
  for (const auto line : base::split(base::trim(ended.out), '\n')) lines.push_back(json::parse(line));
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["progress"], 0);
  EXPECT_EQ(lines[0]["operation_id"], "op-1");
  EXPECT_EQ(lines[3]["payload"]["status"], "success");
}

TEST_F(Ctl, StreamEndsWithTheExactStatus) {
  daemon_.on_stream = [](grpc::ServerContext&, const TextRequest&,
                         grpc::ServerWriter<OperationUpdate>& writer) {
    writer.Write(update(0, "started", "started"));
    writer.Write(update(100, "error", "Outside the roots.", {{"status", "denied"}}));
    return grpc::Status::OK;
  };
  const auto ended = run({"stream", "x"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err, "maxosctl: denied: Outside the roots.\n");
}

TEST_F(Ctl, AStreamThatBreaksOffIsNeverTakenForAnAnswer) {
  daemon_.on_stream = [](grpc::ServerContext&, const TextRequest&,
                         grpc::ServerWriter<OperationUpdate>& writer) {
    writer.Write(update(50, "processing", "half"));
    return grpc::Status::OK;
  };
  auto ended = run({"stream", "x"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("ended before the answer"));

  // After its first update a stream is not tried again.
  daemon_.on_stream = [](grpc::ServerContext&, const TextRequest&,
                         grpc::ServerWriter<OperationUpdate>& writer) {
    writer.Write(update(50, "processing", "half"));
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
  };
  const auto before = daemon_.requests().size();
  EXPECT_EQ(run({"stream", "x"}).code, 4);
  EXPECT_EQ(daemon_.requests().size(), before + 1);
}

TEST_F(Ctl, OnATerminalStreamDrawsOneLineThatIsWipedAtTheEnd) {
  daemon_.on_stream = [](grpc::ServerContext&, const TextRequest&,
                         grpc::ServerWriter<OperationUpdate>& writer) {
    writer.Write(update(0, "started", "started"));
    writer.Write(update(50, "processing", std::string(200, 'm')));
    writer.Write(update(100, "completed", "Done.", {{"status", "success"}}));
    return grpc::Status::OK;
  };
  CtlProcess process({"stream", "x", "-a", daemon_.unix_address()}, true);
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("\r\033[K[#######        ]  50% mmm"));
  EXPECT_THAT(ended.out, Not(HasSubstr(std::string(60, 'm'))));
  EXPECT_TRUE(ended.out.ends_with("\r\033[KDone.\r\n")) << ended.out;
}

TEST_F(Ctl, HealthEndsWithEightWhenUnhealthy) {
  std::atomic<bool> healthy = true;
  daemon_.on_health = [&](HealthResponse& out) {
    out.set_status(healthy ? "healthy" : "unhealthy");
    out.set_version("9.9.9");
    const std::string key = "uptime_seconds";
    (*out.mutable_metrics())[key] = "61";
    return grpc::Status::OK;
  };
  auto ended = run({"health"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("uptime_seconds  61 (1 minute, 1 second)"));
  ended = run({"version"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("maxos-grpcd 9.9.9 at unix:"));
  healthy = false;
  ended = run({"health", "--json"});
  EXPECT_EQ(ended.code, 8);
  EXPECT_EQ(ended.out, R"({"status":"unhealthy","version":"9.9.9","metrics":{"uptime_seconds":"61"}})"
                       "\n");
}

TEST_F(Ctl, WatchGoesOnUntilItIsInterrupted) {
  std::atomic<int> samples = 0;
  daemon_.on_health = [&](HealthResponse& out) {
    // The second sample fails: what watches must outlive the daemon's restart.
    if (++samples == 2) return grpc::Status(grpc::StatusCode::INTERNAL, "broken");
    out.set_status("healthy");
    out.set_version(std::to_string(samples));
    return grpc::Status::OK;
  };
  CtlProcess process({"health", "--watch", "0.1", "--json", "-a", daemon_.unix_address()});
  ASSERT_TRUE(process.wait_output(R"("version":"4")"));
  process.send_signal(SIGINT);
  const auto ended = process.wait();
  EXPECT_EQ(ended.code, 130);
  const auto lines = base::split(base::trim(ended.out), '\n');
  ASSERT_GE(lines.size(), 4U);
  EXPECT_EQ(json::parse(lines[0])["status"], "healthy");
  EXPECT_THAT(json::parse(lines[0])["time"].get<std::string>(), StartsWith("20"));
  EXPECT_EQ(json::parse(lines[1])["error"]["message"], "broken");
}

TEST_F(Ctl, AgentsAndCapabilitiesAreListed) {
  auto ended = run({"agents"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("system   ready              1            0  this machine"));
  EXPECT_EQ(json::parse(run({"agents", "--json"}).out)["agents"].size(), 2U);

  EXPECT_THAT(run({"capabilities"}).out,
              HasSubstr("system.uptime  ready  read  time since boot  what's my uptime?"));
  EXPECT_THAT(run({"capabilities", "system"}).out, HasSubstr("ask \"what's my uptime?\""));
  ended = run({"capabilities", "network"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("has no capability in this version"));
  ended = run({"capabilities", "cooking"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("The agents are: system network"));
}

}  // namespace
}  // namespace maxos::ctl
