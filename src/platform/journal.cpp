#include "platform/journal.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/fd.h"
#include "base/text.h"

namespace maxos::platform {
namespace {

using Steady = std::chrono::steady_clock;

// How long one entry may wait for a reader that lags, and how long nothing is waited for after that was in
// vain.
constexpr std::chrono::milliseconds kPatience{100};
constexpr std::chrono::seconds kNoPatience{1};

// Whether an entry may wait now. Thread-safe.
class Patience {
 public:
  bool left() const { return Steady::now().time_since_epoch().count() >= impatient_until_.load(); }
  void spent() { impatient_until_ = (Steady::now() + kNoPatience).time_since_epoch().count(); }

 private:
  std::atomic<Steady::rep> impatient_until_{Steady::time_point::min().time_since_epoch().count()};
};

std::string_view name_of(Priority priority) {
  switch (priority) {
    case Priority::error:
      return "error";
    case Priority::warning:
      return "warning";
    case Priority::notice:
      return "notice";
    case Priority::info:
      return "info";
    case Priority::debug:
      return "debug";
  }
  return "info";
}

// Cut again after escaping: a control character becomes four bytes, and an entry must fit into one datagram.
std::string clean(std::string_view value) {
  const std::string escaped = escape_controls(base::utf8_prefix(value, kMaxJournalValue));
  return std::string(base::utf8_prefix(escaped, kMaxJournalValue));
}

// journald takes A-Z, 0-9 and '_', up to 64 bytes, not starting with a digit; a leading '_' is its own.
bool is_field_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '_' ||
      (name.front() >= '0' && name.front() <= '9')) {
    return false;
  }
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

class SystemdJournal final : public Journal {
 public:
  explicit SystemdJournal(const std::string& path)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    address_.sun_family = AF_UNIX;
    path.copy(address_.sun_path, sizeof address_.sun_path - 1);
    const timeval patience{0, std::chrono::microseconds(kPatience).count()};
    setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }

  void write(const JournalEntry& entry) override {
    std::string datagram;
    datagram.reserve(512);
    const auto add = [&datagram](std::string_view name, std::string_view value) {
      datagram.append(name).append("=").append(clean(value)).append("\n");
    };
    add("PRIORITY", std::to_string(static_cast<int>(entry.priority)));
    add("SYSLOG_IDENTIFIER", program_invocation_short_name);
    if (!entry.message_id.empty()) add("MESSAGE_ID", entry.message_id);
    add("MESSAGE", entry.message);
    std::size_t taken = 0;
    for (const auto& [name, value] : entry.fields) {
      if (taken == kMaxJournalFields) break;
      if (!is_field_name(name)) continue;
      add(name, value);
      ++taken;
    }
    const bool may_wait = patience_.left();
    const ssize_t sent =
        sendto(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL | (may_wait ? 0 : MSG_DONTWAIT),
               reinterpret_cast<const sockaddr*>(&address_), sizeof address_);
    if (sent < 0 && errno == EAGAIN && may_wait) patience_.spent();
  }

 private:
  base::UniqueFd socket_;
  sockaddr_un address_{};
  Patience patience_;
};

class StderrJournal final : public Journal {
 public:
  explicit StderrJournal(int fd) : fd_(fd) {}

  void write(const JournalEntry& entry) override {
    std::string line = timestamp();
    line.append(" ").append(name_of(entry.priority)).append(": ").append(clean(entry.message));
    std::size_t taken = 0;
    for (const auto& [name, value] : entry.fields) {
      if (taken++ == kMaxJournalFields) break;
      line.append(" ").append(escape_controls(name)).append("=").append(quoted(clean(value)));
    }
    line.push_back('\n');
    const bool may_wait = patience_.left();
    pollfd waiting{fd_, POLLOUT, 0};
    const int ready = poll(&waiting, 1, may_wait ? static_cast<int>(kPatience.count()) : 0);
    if (ready == 0 && may_wait) patience_.spent();
    if (ready <= 0) return;
    // One call, so that lines of several threads do not mix. What a full disk or a closed pipe refuses is
    // dropped.
    [[maybe_unused]] const ssize_t written = ::write(fd_, line.data(), line.size());
  }

 private:
  static std::string timestamp() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    std::array<char, 8> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(milliseconds % 1000));
    std::string text = base::rfc3339(milliseconds / 1000);
    text.pop_back();
    return text + fraction.data();
  }

  // A value that could be taken for several fields is quoted.
  static std::string quoted(const std::string& value) {
    return value.empty() || value.find_first_of(" \"=\\") != std::string::npos ? base::json_string(value)
                                                                               : value;
  }

  int fd_;
  Patience patience_;
};

// $JOURNAL_STREAM is "DEVICE:INODE" of the socket that systemd connected stderr to (systemd.exec(5)).
bool stderr_is_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  if (stream == nullptr || fstat(STDERR_FILENO, &info) < 0) return false;
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) == stream;
}

}  // namespace

std::string escape_controls(std::string_view text) {
  const std::string clean_text = base::to_utf8(std::string(text));
  std::string out;
  out.reserve(clean_text.size());
  const auto append_hex = [&out](unsigned byte) {
    std::array<char, 8> hex{};
    std::snprintf(hex.data(), hex.size(), "\\x%02x", byte);
    out.append(hex.data());
  };
  for (std::size_t i = 0; i < clean_text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(clean_text[i]);
    const auto next = i + 1 < clean_text.size() ? static_cast<unsigned char>(clean_text[i + 1]) : 0U;
    if (byte == '\n') {
      out.append("\\n");
    } else if (byte == '\t') {
      out.append("\\t");
    } else if (byte < 0x20 || byte == 0x7F) {
      append_hex(byte);
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      // U+0080 to U+009F, which some terminals obey like ESC sequences.
      append_hex(next);
      ++i;
    } else {
      out.push_back(clean_text[i]);
    }
  }
  return out;
}

std::unique_ptr<Journal> make_systemd_journal(const std::string& socket) {
  return std::make_unique<SystemdJournal>(socket);
}
std::unique_ptr<Journal> make_stderr_journal(int fd) {
  return std::make_unique<StderrJournal>(fd);
}
std::unique_ptr<Journal> make_journal() {
  return stderr_is_journal() ? make_systemd_journal() : make_stderr_journal();
}

}  // namespace maxos::platform
