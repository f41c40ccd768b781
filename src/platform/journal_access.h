// One open journal, as reading (journal_reader.h) and following (journal_follower.h) have it in common.
#pragma once

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "platform/journal_reader.h"

struct sd_journal;

namespace maxos::platform {

// Entries between two looks at the clock and the check.
inline constexpr std::size_t kJournalStride = 64;

struct CloseJournal {
  void operator()(sd_journal* journal) const;
};
using OpenJournal = std::unique_ptr<sd_journal, CloseJournal>;

// `directory`: the journal files; empty: those of this machine. Unavailable when none can be read.
absl::StatusOr<OpenJournal> open_journal(const std::string& directory);

// Leaves in only what is of the query's unit and priority; its text is not the journal's to look for.
absl::Status add_journal_matches(sd_journal* journal, const JournalQuery& query);

// Puts the place to read from beside the entry of that cursor. InvalidArgument when it is none.
absl::Status seek_journal_cursor(sd_journal* journal, const std::string& cursor);

// `result`: what a function of sd-journal gave, below 0.
absl::Status journal_error(int result, std::string_view what);

// Whether the message of the present entry contains the query's text.
class JournalText {
 public:
  explicit JournalText(std::string text);
  bool is_in(sd_journal* journal) const;

 private:
  const std::string text_;
  const bool any_case_;
};

// The present entry; `message_bytes`: its message is cut there.
JournalRecord journal_record(sd_journal* journal, std::uint64_t time, std::size_t message_bytes);
// Empty when it cannot be told.
std::string journal_cursor(sd_journal* journal);

}  // namespace maxos::platform
