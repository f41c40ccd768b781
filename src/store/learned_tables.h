// The tables of taught phrases and misses in state.db. Each function is a few statements on an open database;
// for DataLoss and the rest see sqlite.h.
#pragma once

#include <absl/status/statusor.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/learned.h"
#include "store/sqlite.h"

namespace maxos::store {

absl::StatusOr<std::vector<TaughtRecord>> read_taught(Database& database);
absl::Status write_taught(Database& database, const TaughtRecord& record);
absl::Status delete_taught(Database& database, std::string_view normal);
absl::StatusOr<std::vector<MissRecord>> read_misses(Database& database);
absl::Status write_misses(Database& database, std::span<const MissRecord> changed,
                          std::span<const std::string> gone);

}  // namespace maxos::store
