// An understander that takes phrases while it runs.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agents/registry.h"
#include "language/slot_filler.h"
#include "language/taught_phrase.h"
#include "language/understanding.h"

namespace maxos::language {

// What a phrase would say if it were taught for an intent.
struct Lesson {
  SlotValues slots;
  // It names a file, a path or the like that the intent would not take up.
  bool leaves_something = false;
  // How it is said does not read like an order to change something: as Understanding::caution, or "read"
  // where it asks to be shown something. Else empty.
  std::string_view caution;
};

// Thread-safe.
class TeachableUnderstander : public Understander {
 public:
  // Replaces everything that was taught, for each utterance from now on. Takes some 20 microseconds for each
  // phrase.
  virtual void set_taught(std::vector<TaughtPhrase> phrases) = 0;
  // As if nothing had been taught.
  virtual Understanding understand_untaught(std::string_view text) const = 0;
  // `intent`: one of the registry's.
  virtual Lesson lesson(std::string_view phrase, std::string_view intent) const = 0;
};

// What was taught, word for word; then half-shell forms as they are; then close variants of what was taught;
// and everything else as make_understander() has it. `registry` must outlive it.
std::unique_ptr<TeachableUnderstander> make_teachable_understander(const agents::Registry& registry,
                                                                   std::shared_ptr<const Model> model);

}  // namespace maxos::language
