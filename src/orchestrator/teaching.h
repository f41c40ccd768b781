// Phrases that are taught while the daemon runs: kept in state.db, in force in the understanding.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "agents/teaching.h"
#include "base/guarded.h"
#include "config/config.h"
#include "language/teachable.h"
#include "platform/clock.h"
#include "store/learned.h"

namespace maxos::orchestrator {

class Teaching : public agents::Teaching {
 public:
  // Everything must outlive it. What was taught before is in force when it is made, as far as the store can
  // be read; otherwise it is read with the first call that teaches or takes back.
  Teaching(store::LearnedStore& store, language::TeachableUnderstander& understander,
           const base::Swapped<config::Config>& config, platform::Clock clock = {});

  absl::StatusOr<agents::PhraseCheck> check(std::string_view phrase, std::string_view intent) const override;
  absl::Status teach(const agents::TaughtEntry& entry) override;
  std::optional<agents::TaughtEntry> find(std::string_view phrase) const override;
  std::vector<std::string> nearest(std::string_view phrase, std::size_t count) const override;
  absl::Status forget(std::string_view phrase) override;
  std::size_t count() const override;

 private:
  // By normal form.
  using Phrases = std::map<std::string, agents::TaughtEntry, std::less<>>;

  absl::Status load();
  void put_in_force();

  store::LearnedStore& store_;
  language::TeachableUnderstander& understander_;
  const base::Swapped<config::Config>& config_;
  const platform::Clock clock_;
  // One lesson after the other: held while the store writes. phrases_ has a lock of its own, for readers.
  std::mutex lessons_;
  bool loaded_ = false;
  base::Guarded<Phrases> phrases_;
};

}  // namespace maxos::orchestrator
