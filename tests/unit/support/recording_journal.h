// A Journal that keeps what was written.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "platform/journal.h"

namespace maxos::testing_support {

class RecordingJournal : public platform::Journal {
 public:
  void write(const platform::JournalEntry& entry) override {
    entries.with([&](auto& all) { all.push_back(entry); });
  }
  std::size_t count(std::string_view message_id) const {
    return entries.with([&](const auto& all) {
      return static_cast<std::size_t>(std::count_if(
          all.begin(), all.end(), [&](const auto& entry) { return entry.message_id == message_id; }));
    });
  }
  platform::JournalEntry last() const {
    return entries.with([](const auto& all) { return all.back(); });
  }

  base::Guarded<std::vector<platform::JournalEntry>> entries;
};

}  // namespace maxos::testing_support
