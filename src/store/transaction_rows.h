// The rows of transactions.db: its schema and the statements on it.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "store/sqlite.h"
#include "store/state_file.h"
#include "store/transactions.h"

namespace maxos::store {

extern const StateFile kTransactionsDb;

// One statement with whole numbers as parameters; the second its first number, 0 without a row.
absl::Status change(Database& database, std::string_view sql, std::initializer_list<std::int64_t> values);
absl::StatusOr<std::int64_t> integer(Database& database, std::string_view sql,
                                     std::initializer_list<std::int64_t> values);

absl::StatusOr<std::int64_t> insert_transaction(Database& database, const Transaction& transaction,
                                                std::int64_t now);
absl::Status insert_steps(Database& database, std::int64_t id, const std::vector<Step>& steps);
absl::Status insert_touched(Database& database, std::int64_t id,
                            const std::vector<TouchedDirectory>& touched);
// Sets how it ended, and what that means for the one that it undoes.
absl::Status end_transaction(Database& database, std::int64_t id, TransactionState state,
                             std::string_view reason, std::int64_t now);
// FailedPrecondition as for Transactions::begin().
absl::Status check_undoable(Database& database, std::int64_t id);
absl::Status claim_trash(Database& database, std::string_view target);
absl::Status unclaim_trash(Database& database, std::string_view target);
// Forgets what is `last` or older, ended, and has nothing in the trash.
absl::Status prune(Database& database, std::int64_t last);

absl::Status select_transactions(Database& database, std::string_view where,
                                 std::initializer_list<std::int64_t> values, std::vector<Transaction>& found);
absl::Status select_steps(Database& database, std::int64_t id, std::vector<Step>& found);
absl::Status select_touched(Database& database, std::int64_t id, std::vector<TouchedDirectory>& found);
absl::Status select_trash(Database& database, std::optional<std::uint32_t> uid, std::int64_t before,
                          std::vector<TrashedItem>& found);

}  // namespace maxos::store
