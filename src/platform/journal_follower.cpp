#include "platform/journal_follower.h"

#include <poll.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <thread>
#include <utility>

#include "base/status.h"

namespace maxos::platform {
namespace {

// When sd-journal wants to be asked again by itself, for files that give no notice (on a network): in
// microseconds of CLOCK_MONOTONIC; nothing when it does not.
std::optional<std::chrono::steady_clock::time_point> own_timeout(sd_journal* journal) {
  std::uint64_t usec = 0;
  if (sd_journal_get_timeout(journal, &usec) <= 0 || usec == UINT64_MAX) return std::nullopt;
  return std::chrono::steady_clock::time_point(std::chrono::microseconds(usec));
}

// The newest entry can be seen before journald has linked the last of its data, which sd-journal takes for
// damaged and leaves out meanwhile (the object names an entry and counts none). That lasts microseconds; an
// entry that has no message at all costs 63 ms.
void settle(sd_journal* journal) {
  const void* data = nullptr;
  std::size_t size = 0;
  for (auto pause = std::chrono::milliseconds(1); pause <= std::chrono::milliseconds(32); pause *= 2) {
    if (sd_journal_get_data(journal, "MESSAGE", &data, &size) >= 0) return;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

JournalFollower::JournalFollower(OpenJournal journal, JournalQuery query)
    : journal_(std::move(journal)), query_(std::move(query)), text_(query_.text) {}

absl::StatusOr<JournalFollower> JournalFollower::open(const std::string& directory, JournalQuery query,
                                                      std::size_t newest, const Check& check) {
  auto journal = open_journal(directory);
  if (!journal.ok()) return journal.status();
  // From here on it is told of what changes: nothing is missed between the reading and the first wait().
  if (const int fd = sd_journal_get_fd(journal->get()); fd < 0) return journal_error(fd, "watching it");
  JournalFollower follower(*std::move(journal), std::move(query));
  if (absl::Status status = follower.start(newest, check); !status.ok()) return status;
  return follower;
}

absl::Status JournalFollower::start(std::size_t newest, const Check& check) {
  sd_journal* const journal = journal_.get();
  cursor_ = query_.cursor;
  if (cursor_.empty() && query_.since) {
    if (absl::Status status = add_journal_matches(journal, query_); !status.ok()) return status;
    const int result = sd_journal_seek_realtime_usec(journal, *query_.since);
    return result < 0 ? journal_error(result, "seeking") : absl::OkStatus();
  }
  if (cursor_.empty()) {
    // The newest of all entries, whether it fits or not: sd-journal goes nowhere from an end of the journal
    // at which no entry fits, but does so from the place of one.
    int result = sd_journal_seek_tail(journal);
    if (result >= 0) result = sd_journal_previous(journal);
    if (result < 0) return journal_error(result, "seeking");
    if (result > 0) cursor_ = journal_cursor(journal);
  }
  if (absl::Status status = add_journal_matches(journal, query_); !status.ok()) return status;
  if (cursor_.empty()) {
    // All that comes is new.
    const int result = sd_journal_seek_head(journal);
    return result < 0 ? journal_error(result, "seeking") : absl::OkStatus();
  }
  if (query_.cursor.empty() && newest > 0) {
    if (absl::Status status = go_back(newest, check); !status.ok() || at_entry_) return status;
  }
  passes_cursor_ = true;
  return seek_journal_cursor(journal, cursor_);
}

// To the oldest of the newest entries that fit.
absl::Status JournalFollower::go_back(std::size_t newest, const Check& check) {
  sd_journal* const journal = journal_.get();
  if (absl::Status status = seek_journal_cursor(journal, cursor_); !status.ok()) return status;
  std::string oldest;
  for (std::size_t seen = 0, found = 0; found < newest; ++seen) {
    const int moved = sd_journal_previous(journal);
    if (moved < 0) return journal_error(moved, "going back");
    if (moved == 0) break;
    if (text_.is_in(journal)) {
      ++found;
      oldest = journal_cursor(journal);
    }
    if (seen % kJournalStride != kJournalStride - 1) continue;
    if (absl::Status status = check(); !status.ok()) return status;
    if (Clock::now() >= query_.end) break;
  }
  if (oldest.empty()) return absl::OkStatus();
  if (absl::Status status = seek_journal_cursor(journal, oldest); !status.ok()) return status;
  const int moved = sd_journal_next(journal);
  if (moved < 0) return journal_error(moved, "going on");
  at_entry_ = moved > 0;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<JournalRecord>> JournalFollower::next(const Check& check) {
  sd_journal* const journal = journal_.get();
  for (std::size_t seen = 0;; ++seen) {
    if (!std::exchange(at_entry_, false)) {
      const int moved = sd_journal_next(journal);
      if (moved < 0) return journal_error(moved, "going on");
      if (moved == 0) return std::optional<JournalRecord>();
      // What it was may be gone since; then this is the one behind it.
      if (std::exchange(passes_cursor_, false) && sd_journal_test_cursor(journal, cursor_.c_str()) > 0)
        continue;
    }
    if (seen % kJournalStride == kJournalStride - 1) {
      if (absl::Status status = check(); !status.ok()) return status;
    }
    settle(journal);
    std::uint64_t time = 0;
    // A file that was damaged, or vacuumed meanwhile: that entry is passed over.
    if (sd_journal_get_realtime_usec(journal, &time) < 0 || !text_.is_in(journal)) continue;
    cursor_ = journal_cursor(journal);
    return journal_record(journal, time, query_.message_bytes);
  }
}

absl::Status JournalFollower::wait(Clock::time_point until, int wake) {
  sd_journal* const journal = journal_.get();
  if (const auto own = own_timeout(journal)) until = std::min(until, *own);
  std::array<pollfd, 2> waits{{{.fd = sd_journal_get_fd(journal),
                                .events = static_cast<short>(sd_journal_get_events(journal)),
                                .revents = 0},
                               {.fd = wake, .events = POLLIN, .revents = 0}}};
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
  const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = nanoseconds.count()};
  if (ppoll(waits.data(), waits.size(), &timeout, nullptr) < 0 && errno != EINTR)
    return base::from_errno(errno, "waiting for the journal");
  // Rotated and vacuumed files (SD_JOURNAL_INVALIDATE) are taken in and dropped there; its place stays.
  const int result = sd_journal_process(journal);
  return result < 0 ? journal_error(result, "watching it") : absl::OkStatus();
}

}  // namespace maxos::platform
