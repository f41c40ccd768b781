// A database of the state directory as a file: made, found damaged, moved aside, its schema brought up to
// date.
#pragma once

#include <absl/status/statusor.h>

#include <ctime>
#include <span>
#include <string>

#include "store/sqlite.h"

namespace maxos::store {

// Which database: the file's name and the steps to its schema, each of which leaves its number, from 1, as
// PRAGMA user_version. Static storage.
struct StateFile {
  const char* name;
  std::span<const char* const> schemas;
};

// state.db: what LocalStore keeps.
extern const StateFile kStateDb;

// Opens or creates `directory`/`file` with mode 0600 (the directory too, 0700, when it is missing), and
// brings its schema up to date. DataLoss for a damaged file; otherwise Unavailable with the directory and the
// reason.
absl::StatusOr<Database> open_state_file(const std::string& directory, const StateFile& file = kStateDb);

// Moves a damaged `file` and what belongs to it aside, to its name with .damaged- and the UTC time `now`; the
// new name.
absl::StatusOr<std::string> move_damaged_aside(const std::string& directory, std::time_t now,
                                               const StateFile& file = kStateDb);

}  // namespace maxos::store
