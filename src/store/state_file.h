// state.db as a file: made, found damaged, moved aside; and its schema.
#pragma once

#include <absl/status/statusor.h>

#include <ctime>
#include <string>

#include "store/sqlite.h"

namespace maxos::store {

// Opens or creates `directory`/state.db with mode 0600 (the directory too, 0700, when it is missing), and
// brings its schema up to date. DataLoss for a damaged file; otherwise Unavailable with the directory and the
// reason.
absl::StatusOr<Database> open_state_file(const std::string& directory);

// Moves a damaged state.db and what belongs to it aside, to state.db.damaged- and the UTC time `now`; the new
// name.
absl::StatusOr<std::string> move_damaged_aside(const std::string& directory, std::time_t now);

}  // namespace maxos::store
