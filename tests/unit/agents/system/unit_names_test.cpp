#include "agents/system/unit_names.h"

#include "scene.h"

namespace maxos::agents {
namespace {

class UnitNamesTest : public SystemScene {
 protected:
  // The unit that is meant, or the message of the error.
  std::string meant(std::string_view said) {
    const auto context = this->context();
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return message(systemd.status());
    const auto state = find_unit(*systemd, said);
    return state.ok() ? state->row.id : message(state.status());
  }
};

TEST_F(UnitNamesTest, ANameNeedsNoSuffixAndNoCase) {
  tell("unit nginx.service loaded active running");
  EXPECT_EQ(meant("nginx"), "nginx.service");
  EXPECT_EQ(meant("nginx.service"), "nginx.service");
  EXPECT_EQ(meant("Nginx"), "nginx.service");
  EXPECT_EQ(meant("the nginx service"), "nginx.service");
}

TEST_F(UnitNamesTest, AnAliasIsTheUnitItself) {
  tell("unit ssh.service loaded active running alias=sshd.service");
  EXPECT_EQ(meant("sshd"), "ssh.service");
}

TEST_F(UnitNamesTest, AnotherTypeIsFoundWhenThereIsNoSuchService) {
  tell("unit fstrim.timer loaded active waiting");
  EXPECT_EQ(meant("fstrim"), "fstrim.timer");
}

TEST_F(UnitNamesTest, WordsBecomeAName) {
  tell("unit systemd-resolved.service loaded active running");
  EXPECT_EQ(meant("systemd resolved"), "systemd-resolved.service");
}

TEST_F(UnitNamesTest, WhatAUnitIsForIsTheOneThatIsHere) {
  tell("unit apache2.service loaded inactive dead");
  EXPECT_EQ(meant("web server"), "apache2.service");
  EXPECT_EQ(meant("the web server"), "apache2.service");
}

TEST_F(UnitNamesTest, OfSeveralForOnePurposeTheOneThatRunsIsMeant) {
  tell("unit apache2.service loaded inactive dead");
  tell("unit nginx.service loaded active running");
  EXPECT_EQ(meant("web server"), "nginx.service");
}

TEST_F(UnitNamesTest, SeveralThatRunAreAskedAbout) {
  tell("unit apache2.service loaded active running");
  tell("unit nginx.service loaded active running");
  EXPECT_EQ(meant("web server"),
            "Several units may be the web server: nginx.service and apache2.service. Name the one you mean.");
}

TEST_F(UnitNamesTest, NoneForAPurposeNamesThoseThatWouldDo) {
  EXPECT_NE(meant("web server").find("there is no nginx.service, apache2.service"), std::string::npos)
      << meant("web server");
}

TEST_F(UnitNamesTest, AnInstanceOfATemplateIsAUnitAndTheTemplateIsNot) {
  tell("unit getty@tty1.service loaded active running");
  EXPECT_EQ(meant("getty@tty1"), "getty@tty1.service");
  EXPECT_EQ(meant("getty@"), "getty@ is a template: name an instance of it, for example getty@NAME.");
  EXPECT_EQ(meant("getty@.service"), "getty@ is a template: name an instance of it, for example getty@NAME.");
}

TEST_F(UnitNamesTest, AnUnknownNameSaysWhatIsLikeIt) {
  tell("unit postgresql.service loaded active running");
  tell("unit postgresql@15-main.service loaded active running");
  EXPECT_EQ(meant("postgres"),
            "There is no unit postgres on this machine. Did you mean postgresql.service or "
            "postgresql@15-main.service?");
  EXPECT_EQ(meant("zzz"), "There is no unit zzz on this machine.");
}

TEST_F(UnitNamesTest, WhatCannotBeANameIsRefusedBeforeSystemdIsAsked) {
  for (const char* said : {"a/b", "x; reboot", "nginх", "@x", ".service", "$(id)"}) {
    EXPECT_NE(meant(said).find("is not the name of a unit"), std::string::npos) << meant(said);
  }
  EXPECT_NE(meant(std::string(300, 'a')).find("is not the name of a unit"), std::string::npos);
}

TEST_F(UnitNamesTest, WithoutABusItIsUnavailable) {
  environment_.bus = nullptr;
  EXPECT_EQ(meant("nginx"), "This service has no connection to D-Bus, over which systemd is asked.");
}

}  // namespace
}  // namespace maxos::agents
