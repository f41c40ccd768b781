// What this machine learned from its users: taught phrases, and what was asked and not understood.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::store {

struct TaughtRecord {
  // The form in which phrases are compared: the key.
  std::string normal;
  // As it was said.
  std::string phrase;
  std::string intent;
  // Who taught it (a principal's id), and whether as an administrator.
  std::string principal;
  bool by_admin = false;
  // Seconds since the epoch.
  std::int64_t time = 0;
};

struct MissRecord {
  // What the group has in common: the key.
  std::string group;
  // The last text of the group.
  std::string text;
  // Why it was not carried out: "unknown", or a caution of the understanding.
  std::string why;
  // The nearest intent, or empty.
  std::string nearest;
  std::uint64_t count = 0;
  // Seconds since the epoch.
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// Thread-safe; each call blocks for some SQLite statements. Unavailable when the database cannot be used.
class LearnedStore {
 public:
  virtual ~LearnedStore() = default;

  // All of them, in the order of their normal form.
  virtual absl::StatusOr<std::vector<TaughtRecord>> taught() = 0;
  // Inserts or replaces; durable when it returns.
  virtual absl::Status teach(const TaughtRecord& record) = 0;
  // Durable when it returns; OK also when there was none.
  virtual absl::Status forget(std::string_view normal) = 0;

  virtual absl::StatusOr<std::vector<MissRecord>> misses() = 0;
  // Inserts or replaces `changed` and deletes the groups `gone`, in one step; durable soon after.
  virtual absl::Status save_misses(std::span<const MissRecord> changed,
                                   std::span<const std::string> gone) = 0;
};

}  // namespace maxos::store
