// Text -> Intent. Knows no agent's code, no gRPC, no Redis: a pure function of the text, the hints and the
// declarations.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agents/registry.h"

namespace maxos::language {

struct Candidate {
  std::string intent;
  double confidence = 0;  // 0 to 1
};

struct Understanding {
  // "unknown" when nothing was understood.
  std::string intent = "unknown";
  double confidence = 0;  // 0 to 1
  // Canonical values by slot name, as found in the text.
  std::map<std::string, std::string, std::less<>> slots;
  // The nearest other intents, best first, at most three. For "unknown": what to offer.
  std::vector<Candidate> candidates;
};

// Thread-safe, immutable after construction.
class Understander {
 public:
  virtual ~Understander() = default;

  // `text`: valid UTF-8, not empty. `domain`: the context's hint, an agent's name, or empty. Takes
  // microseconds; never fails.
  virtual Understanding understand(std::string_view text, std::string_view domain) const = 0;
};

// The first version: an utterance is understood when *all* of it is explained by one capability's vocabulary,
// its slots, and words without content ("please", "show me", "my"); a single word that nobody explains makes
// it "unknown". Safe rather than clever.
std::unique_ptr<Understander> make_phrase_understander(const agents::Registry& registry);

}  // namespace maxos::language
