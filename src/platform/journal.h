// Structured log entries: to journald, or as readable lines to stderr when run by hand.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maxos::platform {

// Syslog levels (RFC 5424) as journald takes them in PRIORITY=.
enum class Priority { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

struct JournalEntry {
  Priority priority = Priority::info;
  std::string message;
  // 128-bit id of the kind of message, 32 hex digits; empty for none. See operations/message_ids.h and the
  // catalog.
  std::string_view message_id;
  // Further fields, names in upper case ("MAXOS_STATUS").
  std::vector<std::pair<std::string_view, std::string>> fields;
};

// Thread-safe. write() never fails and never blocks for long (100 ms once a second at the worst): an entry
// that cannot be delivered is dropped. Values are cut at kMaxJournalValue bytes.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual void write(const JournalEntry& entry) = 0;
};

inline constexpr std::size_t kMaxJournalValue = 4096;
inline constexpr std::size_t kMaxJournalFields = 40;

// journald by its native protocol (systemd's "Native Journal Protocol"), which sd_journal_sendv(3) speaks
// too; that function waits without limit when journald hangs, this one does not. Line breaks and other
// control characters in values are escaped and cannot forge fields; fields whose names journald would refuse
// are left out. `socket` is for tests.
std::unique_ptr<Journal> make_systemd_journal(const std::string& socket = "/run/systemd/journal/socket");
// One line an entry on stderr (or `fd`, which stays the caller's): time, level, message, fields as
// name=value; control characters escaped.
std::unique_ptr<Journal> make_stderr_journal(int fd = 2);
// journald when stderr is connected to it ($JOURNAL_STREAM, systemd.exec(5)), else stderr.
std::unique_ptr<Journal> make_journal();

// `text` on one line that no terminal obeys: control characters (C0, DEL, C1) as \n, \t, \xNN, malformed
// UTF-8 as U+FFFD.
std::string escape_controls(std::string_view text);

}  // namespace maxos::platform
