// Phrases that are taught while the daemon runs, as the handlers of agent.learn and agent.forget see them.
// Implemented where the understanding lives.
#pragma once

#include <absl/status/statusor.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"

namespace maxos::agents {

struct TaughtEntry {
  // As it was said.
  std::string phrase;
  std::string intent;
  // Who taught it (a principal's id), and whether as an administrator.
  std::string by;
  bool by_admin = false;
};

// What it would mean to teach a phrase for an intent.
struct PhraseCheck {
  // As it would be kept: without what nobody can see.
  std::string phrase;
  // What it means as long as nobody teaches it; empty when it is not understood.
  std::string means;
  // Whether there is no doubt about that.
  bool sure = false;
  // What was taught under it already.
  std::optional<TaughtEntry> replaces;
  // Slots that its words fill.
  Values slots;
  // It names a file, a path or the like that the intent would not take up.
  bool leaves_something = false;
  // How it is said does not read like an order: "asked", "negated", …; or it asks to be shown something:
  // "read". Empty otherwise.
  std::string caution;
};

// Thread-safe; all but count() may block for a moment.
class Teaching {
 public:
  // Limits of a phrase.
  static constexpr std::size_t kMaxBytes = 200;
  static constexpr std::size_t kMaxWords = 24;

  virtual ~Teaching() = default;

  // `intent`: one of the registry's. InvalidArgument: a phrase that cannot be taught (empty, too long).
  virtual absl::StatusOr<PhraseCheck> check(std::string_view phrase, std::string_view intent) const = 0;
  // In force and durable when it returns; replaces what was taught under the same phrase. FailedPrecondition
  // at the limit, Unavailable when it cannot be kept (and then it is not in force).
  virtual absl::Status teach(const TaughtEntry& entry) = 0;

  virtual std::optional<TaughtEntry> find(std::string_view phrase) const = 0;
  // The taught phrases nearest to this one, best first.
  virtual std::vector<std::string> nearest(std::string_view phrase, std::size_t count) const = 0;
  // OK also when there was none.
  virtual absl::Status forget(std::string_view phrase) = 0;

  virtual std::size_t count() const = 0;
};

}  // namespace maxos::agents
