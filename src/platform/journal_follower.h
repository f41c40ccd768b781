// Following the machine's journal through sd-journal: entries as they come, oldest first.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "platform/journal_access.h"
#include "platform/journal_reader.h"

namespace maxos::platform {

// Stays at its place while files are rotated and vacuumed. For one thread at a time; may block on the disk.
class JournalFollower {
 public:
  using Clock = std::chrono::steady_clock;
  // Asked now and then while it searches; not OK ends that with it.
  using Check = std::function<absl::Status()>;

  // Begins behind the entry of `query.cursor`; else with the first one that is not older than `query.since`;
  // else with the newest `newest` entries that fit the query, as many of them as are found before
  // `query.end`, and with 0 behind all that is there now. `until`, `limit` and `total_bytes` of the query
  // have no part in it. Unavailable when no journal can be read, and says why; InvalidArgument for a cursor
  // that is none. `directory`: the journal files; empty: those of this machine.
  static absl::StatusOr<JournalFollower> open(const std::string& directory, JournalQuery query,
                                              std::size_t newest, const Check& check);

  // The next entry; nothing when there is none yet.
  absl::StatusOr<std::optional<JournalRecord>> next(const Check& check);

  // Of the entry that next() gave last, and before that of the place where it began: what to go on from.
  // Empty when the journal had no entry at all.
  const std::string& cursor() const { return cursor_; }

  // Sleeps until the journal may have grown, `until`, or `wake` is readable (a descriptor; -1: none).
  absl::Status wait(Clock::time_point until, int wake);

 private:
  JournalFollower(OpenJournal journal, JournalQuery query);

  absl::Status start(std::size_t newest, const Check& check);
  absl::Status go_back(std::size_t newest, const Check& check);

  OpenJournal journal_;
  JournalQuery query_;
  JournalText text_;
  std::string cursor_;
  // The entry of `cursor_` is the first that next() comes to, and was told before.
  bool passes_cursor_ = false;
  // It stands on an entry that next() has not given yet.
  bool at_entry_ = false;
};

}  // namespace maxos::platform
