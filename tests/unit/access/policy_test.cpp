#include "access/policy.h"

#include <gmock/gmock.h>

#include <array>

#include "support/callers.h"

namespace maxos::access {
namespace {

using agents::CapabilityDecl;
using agents::Plan;
using agents::Risk;
using ::testing::HasSubstr;
using ::testing::Not;

Principal with_role(Role role) {
  return principal_of(4242, role);
}

CapabilityDecl capability(std::string_view intent, std::string_view agent, Risk risk) {
  CapabilityDecl decl;
  decl.intent = intent;
  decl.agent = agent;
  decl.risk = risk;
  return decl;
}

Verdict planned(Role role, Risk risk, bool confirm, bool confirmed, std::string_view intent = "x.y") {
  Plan plan;
  plan.risk = risk;
  plan.confirm = confirm;
  return decide_plan(with_role(role), capability(intent, "system", risk), plan, confirmed).verdict;
}

TEST(Policy, AViewerReadsTheMachineButNoFilesAndNoLogs) {
  const Principal viewer = with_role(Role::viewer);
  const auto asks = [&](std::string_view intent, std::string_view agent) {
    return decide_capability(viewer, capability(intent, agent, Risk::read), Risk::read);
  };
  EXPECT_EQ(asks("system.uptime", "system").verdict, Verdict::run);
  EXPECT_EQ(asks("agent.help", "evolver").verdict, Verdict::run);
  EXPECT_EQ(asks("system.logs", "system").verdict, Verdict::refuse);
  const Decision refused = asks("file.list", "filesystem");
  EXPECT_EQ(refused.verdict, Verdict::refuse);
  EXPECT_NE(refused.why.find("viewer"), std::string::npos);
}

TEST(Policy, AnOutsiderIsToldWhichGroupIsMissingWhereItWouldHelp) {
  const auto why = [](const Principal& principal, std::string_view intent, Risk risk) {
    return decide_capability(principal, capability(intent, "x", risk), risk).why;
  };
  const Principal viewer = with_role(Role::viewer);
  EXPECT_THAT(why(viewer, "file.list", Risk::read), HasSubstr("usermod -aG maxos-users uid:4242"));
  EXPECT_THAT(why(viewer, "system.power", Risk::privileged), Not(HasSubstr("maxos-users")));
  EXPECT_THAT(why(with_role(Role::operator_role), "system.power", Risk::privileged),
              Not(HasSubstr("maxos-users")));
  EXPECT_THAT(why(Principal{}, "file.list", Risk::read), HasSubstr("does not say who you are"));
}

TEST(Policy, AnOperatorMayNotChangeTheMachineButForServices) {
  EXPECT_EQ(planned(Role::operator_role, Risk::privileged, false, true, "system.power"), Verdict::refuse);
  EXPECT_EQ(planned(Role::operator_role, Risk::privileged, false, false, "system.service_control"),
            Verdict::confirm);
  EXPECT_EQ(planned(Role::admin, Risk::privileged, false, true, "system.power"), Verdict::run);
}

TEST(Policy, TheActionOfARequestCountsNotWhatElseTheCapabilityDoes) {
  constexpr std::array<std::string_view, 1> kPrivileged = {"connect"};
  CapabilityDecl wifi = capability("network.wifi", "network", Risk::read);
  wifi.privileged_actions = kPrivileged;
  for (const Role role : {Role::viewer, Role::operator_role}) {
    EXPECT_EQ(decide_capability(with_role(role), wifi, Risk::read).verdict, Verdict::run);
    EXPECT_EQ(decide_capability(with_role(role), wifi, Risk::privileged).verdict, Verdict::refuse);
  }
  Plan plan;
  plan.slots = {{"action", "connect"}};
  EXPECT_EQ(decide_plan(with_role(Role::operator_role), wifi, plan, true).verdict, Verdict::refuse);
  EXPECT_EQ(decide_plan(with_role(Role::admin), wifi, plan, false).verdict, Verdict::confirm);
  plan.slots = {{"action", "status"}};
  EXPECT_EQ(decide_plan(with_role(Role::viewer), wifi, plan, false).verdict, Verdict::run);
}

TEST(Policy, WhatMayLoseDataOrAsksForItWaitsForConfirmation) {
  EXPECT_EQ(planned(Role::operator_role, Risk::read, false, false), Verdict::run);
  EXPECT_EQ(planned(Role::operator_role, Risk::modify, false, false), Verdict::run);
  EXPECT_EQ(planned(Role::operator_role, Risk::modify, true, false), Verdict::confirm);
  EXPECT_EQ(planned(Role::admin, Risk::destructive, false, false), Verdict::confirm);
  EXPECT_EQ(planned(Role::admin, Risk::destructive, false, true), Verdict::run);
}

TEST(Policy, OnlyWhoMayReadTheJournalIsShownPiecesOfIt) {
  EXPECT_FALSE(caller_of(with_role(Role::viewer)).reads_logs);
  EXPECT_TRUE(caller_of(with_role(Role::operator_role)).reads_logs);
  EXPECT_FALSE(caller_of(with_role(Role::operator_role)).admin);
  EXPECT_TRUE(caller_of(with_role(Role::admin)).admin);
}

}  // namespace
}  // namespace maxos::access
