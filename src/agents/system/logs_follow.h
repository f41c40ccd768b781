// The journal as it grows: each new entry an item of the request's stream.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "agents/agent.h"
#include "platform/journal_reader.h"

namespace maxos::agents {

struct Followed {
  std::uint64_t entries = 0;
  // To go on from; empty when the journal had no entry at all.
  std::string cursor;
};

// Sends each entry that fits, from where JournalFollower::open() begins on, until `end`; then says how many
// it were. Cancelled within milliseconds when the request is. `newest`: so many that are there already come
// first.
absl::StatusOr<Followed> follow_journal(const std::string& directory, const platform::JournalQuery& query,
                                        std::size_t newest, ExecutionContext::Clock::time_point end,
                                        const ExecutionContext& context);

}  // namespace maxos::agents
