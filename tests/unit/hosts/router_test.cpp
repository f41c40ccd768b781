#include "hosts/router/router.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <filesystem>
#include <vector>

#include "base/fd.h"
#include "base/status.h"
#include "hosts/router/user_hosts.h"
#include "platform/temp_dir.h"

namespace maxos::hosts {
namespace {

using agents::CapabilityDecl;
using agents::HostClass;

constexpr CapabilityDecl kList{
    .intent = "file.list", .agent = "filesystem", .summary = "", .host = HostClass::files};
constexpr CapabilityDecl kStatus{
    .intent = "dev.git_status", .agent = "developer", .summary = "", .host = HostClass::files};
constexpr CapabilityDecl kSummarize{
    .intent = "knowledge.summarize", .agent = "knowledge", .summary = "", .host = HostClass::files};
constexpr CapabilityDecl kQuery{
    .intent = "knowledge.query", .agent = "knowledge", .summary = "", .host = HostClass::files};
constexpr CapabilityDecl kUptime{
    .intent = "system.uptime", .agent = "system", .summary = "", .host = HostClass::system};
constexpr CapabilityDecl kHelp{
    .intent = "agent.help", .agent = "evolver", .summary = "", .host = HostClass::front};

// Answers with its name, as the account that it says it acts as.
class StubHost : public AgentHost {
 public:
  explicit StubHost(std::string name, std::string account = "")
      : name_(std::move(name)), account_(std::move(account)) {}
  void plan(const Call&, agents::PlanRequest request, Planned done) override {
    agents::Plan plan;
    plan.intent = request.intent;
    plan.caller = request.caller;
    plan.preview = name_;
    plan.acting_as = account_;
    done(plan);
  }
  void execute(const Call&, agents::Plan, Executed done) override {
    agents::Outcome outcome;
    outcome.message = name_;
    done(outcome);
  }
  bool alive(std::chrono::steady_clock::duration) const override { return true; }

 private:
  const std::string name_;
  const std::string account_;
};

class RouterTest : public ::testing::Test {
 protected:
  UserHosts::Options options() {
    return {folder_.path(),
            [this](const std::string& user, const std::string& socket) {
              made_.push_back(socket);
              return std::make_unique<StubHost>(user + "'s", account_.empty() ? user : account_);
            },
            2};
  }

  // As systemd makes it for an enabled user.
  void enable(const std::string& user) {
    const base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ / ("agent-" + user + ".sock");
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << path;
  }

  absl::StatusOr<agents::Plan> plan(const std::string& intent, agents::Caller caller) {
    absl::StatusOr<agents::Plan> result = base::internal("no answer");
    agents::PlanRequest request;
    request.intent = intent;
    request.caller = std::move(caller);
    router_.plan({}, std::move(request),
                 [&](absl::StatusOr<agents::Plan> planned) { result = std::move(planned); });
    return result;
  }
  std::string host_of(const std::string& intent, agents::Caller caller) {
    const auto planned = plan(intent, std::move(caller));
    if (!planned.ok()) return planned.status().ToString();
    std::string executed;
    router_.execute({}, *planned,
                    [&](absl::StatusOr<agents::Outcome> outcome) { executed = outcome->message; });
    EXPECT_EQ(executed, planned->preview);
    return executed;
  }

  const testing::TempDir folder_;
  std::vector<std::string> made_;
  std::string account_;
  const agents::Registry registry_{
      {{"filesystem", ""}, {"developer", ""}, {"knowledge", ""}, {"system", ""}, {"evolver", ""}},
      {&kList, &kStatus, &kSummarize, &kQuery, &kUptime, &kHelp}};
  StubHost front_{"front"};
  StubHost files_{"files"};
  StubHost system_{"system"};
  UserHosts users_{options()};
  Router router_{registry_, {front_, files_, system_, &users_}};
  const agents::Caller alice_{1000, "alice"};
};

TEST_F(RouterTest, WithoutAHostOfTheirOwnEverybodySharesThem) {
  EXPECT_EQ(host_of("file.list", alice_), "files");
  EXPECT_EQ(host_of("system.uptime", alice_), "system");
  EXPECT_EQ(host_of("agent.help", alice_), "front");
  EXPECT_EQ(host_of("no.such", alice_), "front");
}

TEST_F(RouterTest, FilesOfAnEnabledUserAreOfTheirOwnHostAndNothingElseIs) {
  enable("alice");
  for (const auto* intent : {"file.list", "dev.git_status", "knowledge.summarize"}) {
    EXPECT_EQ(host_of(intent, alice_), "alice's") << intent;
  }
  EXPECT_EQ(host_of("knowledge.query", alice_), "files");
  EXPECT_EQ(host_of("system.uptime", alice_), "system");
  EXPECT_EQ(host_of("agent.help", alice_), "front");
  EXPECT_EQ(host_of("file.list", {1001, "bob"}), "files");
  EXPECT_THAT(made_, ::testing::ElementsAre(folder_ / "agent-alice.sock"));
}

TEST_F(RouterTest, EnablingAndDisablingCountAtOnce) {
  EXPECT_EQ(host_of("file.list", alice_), "files");
  enable("alice");
  EXPECT_EQ(host_of("file.list", alice_), "alice's");
  std::filesystem::remove(folder_ / "agent-alice.sock");
  EXPECT_EQ(host_of("file.list", alice_), "files");
}

TEST_F(RouterTest, RootIsNeverActedAs) {
  enable("root");
  enable("toor");
  EXPECT_EQ(host_of("file.list", {0, "root"}), "files");
  EXPECT_EQ(host_of("file.list", {0, "toor"}), "files");
}

TEST_F(RouterTest, ANameThatIsNoPlainOneLeadsNowhere) {
  folder_.mkdir("agent-x");
  enable("alice");
  for (const auto* name : {"", "uid:1000", "x/../agent-alice", "..", "a b", "unknown"}) {
    EXPECT_EQ(host_of("file.list", {1000, name}), "files") << name;
  }
  // A file that is no socket is nobody's host.
  folder_.write("agent-bob.sock", "");
  EXPECT_EQ(host_of("file.list", {1001, "bob"}), "files");
}

TEST_F(RouterTest, AHostThatSaysItActsAsSomebodyElseIsNotBelieved) {
  enable("alice");
  account_ = "root";
  const auto planned = plan("file.list", alice_);
  EXPECT_TRUE(absl::IsUnavailable(planned.status()));
  EXPECT_THAT(planned.status().ToString(), ::testing::HasSubstr("says that it acts as root"));
}

TEST_F(RouterTest, AUserTooManyIsTold) {
  for (const auto* name : {"alice", "bob", "carol"}) enable(name);
  EXPECT_EQ(host_of("file.list", alice_), "alice's");
  EXPECT_EQ(host_of("file.list", {1001, "bob"}), "bob's");
  EXPECT_TRUE(absl::IsResourceExhausted(plan("file.list", {1002, "carol"}).status()));
}

}  // namespace
}  // namespace maxos::hosts
