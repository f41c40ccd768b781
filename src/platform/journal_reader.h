// Reading the machine's journal through sd-journal, newest entries first.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::platform {

// In place of a unit: what the kernel says.
inline constexpr std::string_view kKernelEntries = "kernel";

struct JournalQuery {
  // Of this unit: what it says itself, and what systemd says of it. Empty: all.
  std::string unit;
  // syslog(3): 0 emerg to 7 debug; this one and those above it. Absent: all.
  std::optional<int> priority;
  // Microseconds since the epoch; both inclusive.
  std::optional<std::uint64_t> since;
  std::optional<std::uint64_t> until;
  // Text that the message contains; letter case matters only when it has a capital.
  std::string text;
  // Entries older than the one with this cursor. Empty: from the newest on.
  std::string cursor;
  std::size_t limit = 100;
  // A message is cut there.
  std::size_t message_bytes = 4096;
  // The reading ends when the entries have taken that much …
  std::size_t total_bytes = 1024 * 1024;
  // … or that long: what was found by then is the answer.
  std::chrono::steady_clock::time_point end = std::chrono::steady_clock::time_point::max();
};

struct JournalRecord {
  std::uint64_t time = 0;  // microseconds since the epoch
  int priority = 6;
  std::string unit;        // empty: of none
  std::string identifier;  // "sshd", "kernel"
  std::uint64_t pid = 0;   // 0: unknown
  std::string message;     // valid UTF-8
};

struct JournalPage {
  std::vector<JournalRecord> entries;
  // Where to go on; empty: nothing older is left.
  std::string cursor;
  // It ended because of `end`, not of the limit; then `reached` is the time of the oldest entry looked at.
  bool out_of_time = false;
  std::uint64_t reached = 0;
};

// May block on the disk; call it on a worker. Thread-safe: each read opens the journal for itself.
class JournalReader {
 public:
  // Asked now and then while it reads; not OK ends the reading with that.
  using Check = std::function<absl::Status()>;

  // `directory`: the journal files; empty: those of this machine.
  explicit JournalReader(std::string directory = {}) : directory_(std::move(directory)) {}

  // Unavailable when no journal can be read, and says why. InvalidArgument for a cursor that is none.
  absl::StatusOr<JournalPage> read(const JournalQuery& query, const Check& check) const;

 private:
  std::string directory_;
};

}  // namespace maxos::platform
