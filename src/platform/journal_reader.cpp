#include "platform/journal_reader.h"

#include <systemd/sd-journal.h>

#include <string_view>

#include "platform/journal_access.h"

namespace maxos::platform {
namespace {

// Behind the newest entry that is wanted, so that sd_journal_previous() goes to it.
absl::Status seek(sd_journal* journal, const JournalQuery& query) {
  if (!query.cursor.empty()) return seek_journal_cursor(journal, query.cursor);
  const int result =
      query.until ? sd_journal_seek_realtime_usec(journal, *query.until + 1) : sd_journal_seek_tail(journal);
  return result < 0 ? journal_error(result, "seeking") : absl::OkStatus();
}

std::size_t size_of(const JournalRecord& entry) {
  return sizeof entry + entry.message.size() + entry.unit.size() + entry.identifier.size();
}

}  // namespace

absl::StatusOr<JournalPage> JournalReader::read(const JournalQuery& query, const Check& check) const {
  const auto opened = open_journal(directory_);
  if (!opened.ok()) return opened.status();
  sd_journal* const journal = opened->get();
  if (absl::Status status = add_journal_matches(journal, query); !status.ok()) return status;
  if (absl::Status status = seek(journal, query); !status.ok()) return status;
  const JournalText text(query.text);

  JournalPage page;
  std::size_t bytes = 0;
  for (std::size_t seen = 0;; ++seen) {
    const int moved = sd_journal_previous(journal);
    if (moved < 0) return journal_error(moved, "going back");
    if (moved == 0) {
      page.cursor.clear();
      return page;
    }
    if (seen == 0 && !query.cursor.empty() && sd_journal_test_cursor(journal, query.cursor.c_str()) > 0)
      continue;
    std::uint64_t time = 0;
    // A file that was damaged, or rotated away meanwhile: that entry is passed over.
    if (sd_journal_get_realtime_usec(journal, &time) < 0) continue;
    if (query.since && time < *query.since) {
      page.cursor.clear();
      return page;
    }
    if (page.entries.size() >= query.limit || bytes >= query.total_bytes) return page;
    if (text.is_in(journal)) {
      page.entries.push_back(journal_record(journal, time, query.message_bytes));
      bytes += size_of(page.entries.back());
      page.cursor = journal_cursor(journal);
    }
    if (seen % kJournalStride != kJournalStride - 1) continue;
    if (absl::Status status = check(); !status.ok()) return status;
    if (std::chrono::steady_clock::now() >= query.end) {
      page.out_of_time = true;
      page.reached = time;
      page.cursor = journal_cursor(journal);
      return page;
    }
  }
}

}  // namespace maxos::platform
