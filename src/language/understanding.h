// Text -> Intent. Knows no agent's code, no gRPC, no Redis: a pure function of the text, the hints and the
// declarations.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agents/registry.h"
#include "language/model.h"
#include "language/taught_phrase.h"

namespace maxos::language {

struct Candidate {
  std::string intent;
  double confidence = 0;  // 0 to 1
};

// One of the requests that an utterance holds, as it was written, and what it seems to ask for.
struct Clause {
  std::string text;
  std::string intent;
};

struct Understanding {
  // "unknown" when nothing was understood.
  std::string intent = "unknown";
  double confidence = 0;  // 0 to 1
  // Canonical values by slot name, as found in the text.
  std::map<std::string, std::string, std::less<>> slots;
  // The nearest other intents, best first, at most three. For "unknown": what to offer.
  std::vector<Candidate> candidates;
  // Whether it speaks of something named before ("how big is it?"), so that the conversation may fill a slot.
  bool refers = false;
  // An order about what lies in something ("copy the photos in /srv/a") that would be carried out on the
  // whole of it, or one beside a statement that may be more than its reason ("stop cups, it is our only
  // spooler"): nothing is changed without a confirmation.
  bool whole = false;
  // Whether it asks to be told what comes, as it comes ("follow the log of nginx").
  bool follow = false;
  // file.move: whether it asks for another name, so that a bare one stays where the file is.
  bool renames = false;
  // What it is about where no slot says it (the context key `about`): "servers" of network.dns, which need no
  // host, "inodes" of system.disk; else empty. Static storage.
  std::string_view about;
  // For "unknown": the requests of an utterance that holds two.
  std::vector<Clause> clauses;
  // For "unknown": an action was named, and this is why it is not taken for an order: "asked", "negated",
  // "reported", "conditional", "later", "shell", "elsewhere", "too_much", "kernel_path", "part" or
  // "names"; else empty.
  std::string_view caution;
  // What it was understood by, when that was a phrase somebody taught; else null.
  std::shared_ptr<const TaughtPhrase> taught;
};

// Thread-safe.
class Understander {
 public:
  virtual ~Understander() = default;

  // `text`: valid UTF-8, not empty. `domain`: the context's hint, an agent's name, or empty. Takes
  // some ten microseconds, less for what was asked before; never fails.
  virtual Understanding understand(std::string_view text, std::string_view domain) const = 0;
};

// Half-shell forms as they are, everything else by the model; what the registry does not offer is never
// understood. Capabilities without a class in the model are understood by their phrases as they stand, with
// the slots' examples replaced. Neither argument may end before the understander; both are immutable.
std::unique_ptr<Understander> make_understander(const agents::Registry& registry,
                                                std::shared_ptr<const Model> model);

}  // namespace maxos::language
