#include "daemon/language_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "base/status.h"

namespace maxos::daemon {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string refusal(const std::string& path) {
  config::Language config;
  config.model = path;
  const auto model = open_language_model(config);
  EXPECT_FALSE(model.ok());
  return model.ok() ? "" : std::string(base::message_of(model.status()));
}

TEST(LanguageModel, TheConfiguredOneIsOpened) {
  config::Language config;
  config.model = MAXOS_LANGUAGE_MODEL;
  EXPECT_EQ(language_model_path(config), MAXOS_LANGUAGE_MODEL);
  const auto model = open_language_model(config);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_FALSE((*model)->classes().empty());
}

TEST(LanguageModel, LiesBesideTheProgramUnlessItIsConfigured) {
  const std::string path = language_model_path({});
  EXPECT_THAT(path, EndsWith("/share/maxos/language.model"));
  EXPECT_EQ(path.find(".."), std::string::npos);
}

TEST(LanguageModel, OneThatIsMissingOrNoneIsNamedWithWhatToDo) {
  EXPECT_THAT(refusal("/nowhere/language.model"), HasSubstr("/nowhere/language.model"));
  EXPECT_THAT(refusal("/nowhere/language.model"), HasSubstr("Correct language.model"));
  const std::string file = testing::TempDir() + "maxos-no-model";
  std::ofstream(file) << "this is no model at all, but some words that are long enough to be looked at";
  EXPECT_THAT(refusal(file), HasSubstr(file));
  std::remove(file.c_str());
}

}  // namespace
}  // namespace maxos::daemon
