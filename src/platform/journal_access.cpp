#include "platform/journal_access.h"

#include <systemd/sd-journal.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::platform {
namespace {

// What is searched of one message.
constexpr std::size_t kMaxField = 64 * 1024;
constexpr std::size_t kMaxName = 256;
// Of the catalogue: a process dumped core (SD_MESSAGE_COREDUMP).
constexpr const char* kCoredump = "MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1";

// Matches of one field are alternatives, those of different fields hold together; a disjunction or a
// conjunction ends a group (sd_journal_add_match(3)).
int match(sd_journal* journal, const std::string& text) {
  return sd_journal_add_match(journal, text.c_str(), text.size());
}

int match_unit(sd_journal* journal, const std::string& unit) {
  if (unit == kKernelEntries) return match(journal, "_TRANSPORT=kernel");
  const std::vector<std::vector<std::string>> groups = {{"_SYSTEMD_UNIT=" + unit},
                                                        {"_PID=1", "UNIT=" + unit},
                                                        {"_UID=0", "OBJECT_SYSTEMD_UNIT=" + unit},
                                                        {kCoredump, "_UID=0", "COREDUMP_UNIT=" + unit}};
  int result = 0;
  for (const auto& group : groups) {
    if (result >= 0) result = sd_journal_add_disjunction(journal);
    for (const std::string& text : group) {
      if (result >= 0) result = match(journal, text);
    }
  }
  return result < 0 ? result : sd_journal_add_conjunction(journal);
}

// The value of a field; empty when the entry has none or its file is damaged there.
std::string_view field(sd_journal* journal, const char* name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (sd_journal_get_data(journal, name, &data, &size) < 0) return {};
  const std::string_view text(static_cast<const char*>(data), size);
  const std::size_t equals = text.find('=');
  return equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view part, bool any_case) {
  if (!any_case) return text.find(part) != std::string_view::npos;
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string cut(std::string_view text, std::size_t bytes) {
  // Bytes that are not UTF-8 grow when they are replaced: cut before and after.
  std::string clean = base::to_utf8(std::string(text.substr(0, bytes)));
  return std::string(base::utf8_prefix(clean, bytes));
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text.substr(0, 10)) {
    if (c < '0' || c > '9') break;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

void CloseJournal::operator()(sd_journal* journal) const {
  sd_journal_close(journal);
}

absl::Status journal_error(int result, std::string_view what) {
  return base::annotate(base::from_errno(-result, what), "The journal cannot be read");
}

absl::StatusOr<OpenJournal> open_journal(const std::string& directory) {
  sd_journal* raw = nullptr;
  const int result = directory.empty() ? sd_journal_open(&raw, SD_JOURNAL_LOCAL_ONLY)
                                       : sd_journal_open_directory(&raw, directory.c_str(), 0);
  OpenJournal journal(raw);
  if (result < 0) return journal_error(result, directory.empty() ? "opening it" : directory);
  if (directory.empty() && sd_journal_has_runtime_files(raw) <= 0 &&
      sd_journal_has_persistent_files(raw) <= 0) {
    return base::unavailable(
        "No journal can be read: systemd-journald does not run here, or this service is not in the group "
        "systemd-journal.");
  }
  sd_journal_set_data_threshold(raw, kMaxField);
  return journal;
}

absl::Status add_journal_matches(sd_journal* journal, const JournalQuery& query) {
  int result = query.unit.empty() ? 0 : match_unit(journal, query.unit);
  for (int priority = 0; query.priority && priority <= *query.priority; ++priority) {
    if (result >= 0) result = match(journal, "PRIORITY=" + std::to_string(priority));
  }
  return result < 0 ? journal_error(result, "adding a match") : absl::OkStatus();
}

absl::Status seek_journal_cursor(sd_journal* journal, const std::string& cursor) {
  const int result = sd_journal_seek_cursor(journal, cursor.c_str());
  if (result == -EINVAL) return base::invalid_argument("That is no cursor of a journal.");
  return result < 0 ? journal_error(result, "seeking") : absl::OkStatus();
}

JournalText::JournalText(std::string text)
    : text_(std::move(text)),
      any_case_(std::none_of(text_.begin(), text_.end(), [](char c) { return c != lower(c); })) {}

bool JournalText::is_in(sd_journal* journal) const {
  return text_.empty() || contains(field(journal, "MESSAGE"), text_, any_case_);
}

JournalRecord journal_record(sd_journal* journal, std::uint64_t time, std::size_t message_bytes) {
  JournalRecord entry;
  entry.time = time;
  if (const std::string_view priority = field(journal, "PRIORITY"); !priority.empty())
    entry.priority = static_cast<int>(std::min<std::uint64_t>(number(priority), 7));
  // What systemd says of a unit is of that unit, not of systemd's own.
  std::string_view unit = field(journal, "UNIT");
  entry.unit = cut(unit, kMaxName);
  if (entry.unit.empty()) entry.unit = cut(field(journal, "_SYSTEMD_UNIT"), kMaxName);
  entry.identifier = cut(field(journal, "SYSLOG_IDENTIFIER"), kMaxName);
  if (entry.identifier.empty()) entry.identifier = cut(field(journal, "_COMM"), kMaxName);
  entry.pid = number(field(journal, "_PID"));
  if (entry.pid == 0) entry.pid = number(field(journal, "SYSLOG_PID"));
  entry.message = cut(field(journal, "MESSAGE"), message_bytes);
  return entry;
}

std::string journal_cursor(sd_journal* journal) {
  char* raw = nullptr;
  if (sd_journal_get_cursor(journal, &raw) < 0) return {};
  const std::unique_ptr<char, decltype(&std::free)> held(raw, &std::free);
  return raw;
}

}  // namespace maxos::platform
