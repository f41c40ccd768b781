// A unit's state in words and values, for every answer that is about one.
#pragma once

#include <cstdint>
#include <string>

#include "agents/agent.h"
#include "agents/system/systemd.h"
#include "platform/journal_reader.h"

namespace maxos::agents {

// "nginx.service is running since 2026-11-25 10:00:00 UTC (3 hours), main process 812, 24 MiB of memory, 3
// tasks." `now`: seconds since the epoch.
std::string unit_words(const UnitState& state, std::int64_t now);

// How its last process ended: "exit code 3", "killed by signal 9 (KILL)"; empty when none did or it is not
// known.
std::string exit_words(const UnitState& state);

void append_unit_values(const UnitState& state, Outcome& outcome);

// The unit's newest journal entries, the oldest of them first: " Its last lines: …" at the end of the
// message, and `journal` in the payload. Nothing when the caller may not read logs, or there are none.
void append_journal(const UnitState& state, const Caller& caller, const platform::JournalReader& reader,
                    const ExecutionContext& context, Outcome& outcome);

// One entry as a JSON object; secrets in it masked.
std::string entry_json(const platform::JournalRecord& entry);

}  // namespace maxos::agents
