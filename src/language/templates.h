// Understanding by the phrases of a declaration alone, for capabilities that rules.cpp does not speak of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/capability.h"
#include "language/understanding.h"
#include "language/utterance.h"

namespace maxos::language {

// A phrase whose words must all be said in their order; a word that is a slot's example stands for any value
// of that slot.
class Template {
 public:
  Template(const agents::CapabilityDecl& capability, std::string_view phrase);

  std::optional<Understanding> match(const Utterance& utterance) const;

 private:
  struct Part {
    std::string word;
    const agents::SlotDecl* slot = nullptr;
  };
  std::string_view intent_;
  std::vector<Part> parts_;
};

}  // namespace maxos::language
