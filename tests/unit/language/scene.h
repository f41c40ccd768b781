// What the tests of the understanding ask.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "agents/builtin.h"
#include "agents/registry.h"
#include "language/understanding.h"

namespace maxos::language {

// The trained model, opened once.
inline std::shared_ptr<const Model> trained_model() {
  static const std::shared_ptr<const Model> opened = Model::open(MAXOS_LANGUAGE_MODEL).value();
  return opened;
}

class UnderstanderTest : public ::testing::Test {
 protected:
  Understanding understand(std::string_view text, std::string_view domain = "") const {
    return understander_->understand(text, domain);
  }
  std::string intent(std::string_view text) const { return understand(text).intent; }
  // Empty when the text says none.
  std::string slot(std::string_view text, const std::string& name) const {
    const Understanding understanding = understand(text);
    const auto found = understanding.slots.find(name);
    return found == understanding.slots.end() ? "" : found->second;
  }

  const agents::Registry registry_ = agents::builtin_registry();
  const std::unique_ptr<Understander> understander_ = make_understander(registry_, trained_model());
};

}  // namespace maxos::language
