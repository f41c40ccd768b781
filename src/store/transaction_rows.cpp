#include "store/transaction_rows.h"

#include <array>
#include <string>

#include "base/status.h"

namespace maxos::store {
namespace {

// Paths are blobs: file names are bytes.
constexpr const char* kSchema = R"sql(
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid INTEGER NOT NULL,
  principal TEXT NOT NULL,
  intent TEXT NOT NULL,
  summary BLOB NOT NULL,
  state INTEGER NOT NULL,
  reason BLOB NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  undoes INTEGER NOT NULL,
  undone_by INTEGER NOT NULL
);
CREATE INDEX change_uid ON change (uid, id);
CREATE INDEX change_state ON change (state);
CREATE TABLE step (
  number INTEGER PRIMARY KEY,
  change INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  source BLOB NOT NULL,
  target BLOB NOT NULL,
  inode INTEGER NOT NULL,
  born INTEGER NOT NULL,
  type INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  gone INTEGER NOT NULL
);
CREATE INDEX step_change ON step (change);
-- What may lie in the trash.
CREATE INDEX step_trash ON step (target) WHERE kind = 3 AND gone = 0;
CREATE TABLE touched (
  change INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  path BLOB NOT NULL,
  inode INTEGER NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL
);
CREATE INDEX touched_change ON touched (change);
PRAGMA user_version = 1;
)sql";
static_assert(static_cast<int>(StepKind::trash) == 3 && static_cast<int>(StepKind::purge) == 4,
              "the index step_trash and the statements say so");

// A trash step whose thing lies in the trash, or is on its way out.
constexpr std::string_view kInTrash =
    " step.kind = 3 AND step.gone = 0 AND change.state = 2 AND change.undone_by = 0 ";
static_assert(static_cast<int>(TransactionState::done) == 2);

constexpr std::array<std::string_view, 6> kStates = {"open",       "committing", "done",
                                                     "taken_back", "undone",     "stuck"};

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}
std::uint64_t natural(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

void bind_all(Statement& statement, std::initializer_list<std::int64_t> values) {
  int parameter = 0;
  for (const std::int64_t value : values) statement.bind(++parameter, value);
}

Step step_of(const Statement& row, int column) {
  Step step;
  step.kind = static_cast<StepKind>(row.integer(column));
  step.source = row.text(column + 1);
  step.target = row.text(column + 2);
  step.identity = {natural(row.integer(column + 3)), row.integer(column + 4),
                   static_cast<std::uint32_t>(row.integer(column + 5))};
  step.entries = natural(row.integer(column + 6));
  step.bytes = natural(row.integer(column + 7));
  step.fingerprint = row.text(column + 8);
  step.gone = row.integer(column + 9) != 0;
  return step;
}

// Calls `take` for each row.
template <typename Take>
absl::Status each_row(Statement& statement, const Take& take) {
  for (;;) {
    const auto row = statement.step();
    if (!row.ok()) return row.status();
    if (!*row) return {};
    take(statement);
  }
}

}  // namespace

constexpr std::array kSchemas = {kSchema};

const StateFile kTransactionsDb{"transactions.db", kSchemas};

std::string_view to_string(TransactionState state) {
  return kStates.at(static_cast<std::size_t>(state));
}

std::string transaction_name(std::int64_t id) {
  std::string digits = std::to_string(id);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return "tx-" + digits;
}

std::int64_t transaction_id(std::string_view name) {
  constexpr std::size_t kMostDigits = 15;
  if (name.starts_with("tx-") || name.starts_with("TX-") || name.starts_with("Tx-")) name.remove_prefix(3);
  if (name.empty() || name.size() > kMostDigits) return 0;
  std::int64_t id = 0;
  for (const char digit : name) {
    if (digit < '0' || digit > '9') return 0;
    id = id * 10 + (digit - '0');
  }
  return id;
}

absl::Status change(Database& database, std::string_view sql, std::initializer_list<std::int64_t> values) {
  auto statement = database.prepare(sql);
  if (!statement.ok()) return statement.status();
  bind_all(*statement, values);
  return statement->step().status();
}

absl::StatusOr<std::int64_t> integer(Database& database, std::string_view sql,
                                     std::initializer_list<std::int64_t> values) {
  auto statement = database.prepare(sql);
  if (!statement.ok()) return statement.status();
  bind_all(*statement, values);
  const auto row = statement->step();
  if (!row.ok()) return row.status();
  return *row ? statement->integer(0) : 0;
}

absl::StatusOr<std::int64_t> insert_transaction(Database& database, const Transaction& transaction,
                                                std::int64_t now) {
  auto insert = database.prepare(
      "INSERT INTO change (uid, principal, intent, summary, state, reason, started, ended, entries, bytes, "
      "undoes, undone_by) VALUES (?1, ?2, ?3, ?4, ?5, x'', ?6, 0, ?7, ?8, ?9, 0)");
  if (!insert.ok()) return insert.status();
  insert->bind(1, std::int64_t{transaction.uid});
  insert->bind(2, transaction.principal);
  insert->bind(3, transaction.intent);
  insert->bind_blob(4, transaction.summary);
  insert->bind(5, static_cast<std::int64_t>(transaction.state));
  insert->bind(6, now);
  insert->bind(7, number(transaction.entries));
  insert->bind(8, number(transaction.bytes));
  insert->bind(9, transaction.undoes);
  MAXOS_RETURN_IF_ERROR(insert->step().status());
  return integer(database, "SELECT last_insert_rowid()", {});
}

absl::Status insert_steps(Database& database, std::int64_t id, const std::vector<Step>& steps) {
  if (steps.empty()) return {};
  auto insert = database.prepare(
      "INSERT INTO step (change, kind, source, target, inode, born, type, entries, bytes, fingerprint, gone) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)");
  if (!insert.ok()) return insert.status();
  for (const Step& step : steps) {
    insert->bind(1, id);
    insert->bind(2, static_cast<std::int64_t>(step.kind));
    insert->bind_blob(3, step.source);
    insert->bind_blob(4, step.target);
    insert->bind(5, number(step.identity.inode));
    insert->bind(6, step.identity.born);
    insert->bind(7, std::int64_t{step.identity.type});
    insert->bind(8, number(step.entries));
    insert->bind(9, number(step.bytes));
    insert->bind(10, step.fingerprint);
    MAXOS_RETURN_IF_ERROR(insert->step().status());
  }
  return {};
}

absl::Status insert_touched(Database& database, std::int64_t id,
                            const std::vector<TouchedDirectory>& touched) {
  auto insert = database.prepare(
      "INSERT INTO touched (change, path, inode, before, after) VALUES (?1, ?2, ?3, ?4, ?5)");
  if (!insert.ok()) return insert.status();
  for (const TouchedDirectory& directory : touched) {
    insert->bind(1, id);
    insert->bind_blob(2, directory.path);
    insert->bind(3, number(directory.inode));
    insert->bind(4, directory.before);
    insert->bind(5, directory.after);
    MAXOS_RETURN_IF_ERROR(insert->step().status());
  }
  return {};
}

absl::Status end_transaction(Database& database, std::int64_t id, TransactionState state,
                             std::string_view reason, std::int64_t now) {
  auto update = database.prepare("UPDATE change SET state = ?1, reason = ?2, ended = ?3 WHERE id = ?4");
  if (!update.ok()) return update.status();
  update->bind(1, static_cast<std::int64_t>(state));
  update->bind_blob(2, reason);
  update->bind(3, now);
  update->bind(4, id);
  MAXOS_RETURN_IF_ERROR(update->step().status());
  if (state == TransactionState::done) {
    return change(database, "UPDATE change SET state = ?1 WHERE undone_by = ?2",
                  {static_cast<std::int64_t>(TransactionState::undone), id});
  }
  // A stuck undo leaves the other one claimed: nobody can say what of it is still as it was.
  if (state == TransactionState::taken_back)
    return change(database, "UPDATE change SET undone_by = 0 WHERE undone_by = ?1", {id});
  return {};
}

absl::Status check_undoable(Database& database, std::int64_t id) {
  const auto possible =
      integer(database,
              "SELECT COUNT(*) FROM change WHERE id = ?1 AND state = ?2 AND undone_by = 0 AND "
              "NOT EXISTS (SELECT 1 FROM step WHERE change = ?1 AND gone != 0)",
              {id, static_cast<std::int64_t>(TransactionState::done)});
  if (!possible.ok()) return possible.status();
  if (*possible != 0) return {};
  return base::failed_precondition(transaction_name(id) +
                                   " cannot be undone any more: it was undone meanwhile, is being undone, or "
                                   "what it deleted has left the trash.");
}

absl::Status claim_trash(Database& database, std::string_view target) {
  auto claim = database.prepare(
      "UPDATE step SET gone = 1 FROM change WHERE step.target = ?1 AND change.id = step.change AND" +
      std::string(kInTrash));
  if (!claim.ok()) return claim.status();
  claim->bind_blob(1, target);
  MAXOS_RETURN_IF_ERROR(claim->step().status());
  const auto changed = integer(database, "SELECT changes()", {});
  if (!changed.ok()) return changed.status();
  if (*changed != 0) return {};
  return base::failed_precondition("Something was taken out of the trash meanwhile. Ask again.");
}

absl::Status unclaim_trash(Database& database, std::string_view target) {
  auto release = database.prepare("UPDATE step SET gone = 0 WHERE kind = 3 AND target = ?1");
  if (!release.ok()) return release.status();
  release->bind_blob(1, target);
  return release->step().status();
}

absl::Status prune(Database& database, std::int64_t last) {
  return change(database,
                "DELETE FROM change WHERE id <= ?1 AND state IN (2, 3, 4) AND NOT EXISTS (SELECT 1 FROM step "
                "WHERE step.change = change.id AND" +
                    std::string(kInTrash) + ")",
                {last});
}

absl::Status select_transactions(Database& database, std::string_view where,
                                 std::initializer_list<std::int64_t> values,
                                 std::vector<Transaction>& found) {
  auto select = database.prepare(
      std::string(
          "SELECT id, uid, principal, intent, summary, state, reason, started, ended, entries, bytes, "
          "undoes, undone_by, state = 2 AND undoes = 0 AND undone_by = 0 AND NOT EXISTS (SELECT 1 FROM step "
          "WHERE step.change = change.id AND (kind = 4 OR gone != 0)) AS undoable FROM change ")
          .append(where));
  if (!select.ok()) return select.status();
  bind_all(*select, values);
  return each_row(*select, [&](const Statement& row) {
    Transaction transaction;
    transaction.id = row.integer(0);
    transaction.uid = static_cast<std::uint32_t>(row.integer(1));
    transaction.principal = row.text(2);
    transaction.intent = row.text(3);
    transaction.summary = row.text(4);
    transaction.state = static_cast<TransactionState>(row.integer(5));
    transaction.reason = row.text(6);
    transaction.started = row.integer(7);
    transaction.ended = row.integer(8);
    transaction.entries = natural(row.integer(9));
    transaction.bytes = natural(row.integer(10));
    transaction.undoes = row.integer(11);
    transaction.undone_by = row.integer(12);
    transaction.undoable = row.integer(13) != 0;
    found.push_back(std::move(transaction));
  });
}

absl::Status select_steps(Database& database, std::int64_t id, std::vector<Step>& found) {
  auto select = database.prepare(
      "SELECT kind, source, target, inode, born, type, entries, bytes, fingerprint, gone FROM step "
      "WHERE change = ?1 ORDER BY number");
  if (!select.ok()) return select.status();
  select->bind(1, id);
  return each_row(*select, [&](const Statement& row) { found.push_back(step_of(row, 0)); });
}

absl::Status select_touched(Database& database, std::int64_t id, std::vector<TouchedDirectory>& found) {
  auto select = database.prepare("SELECT path, inode, before, after FROM touched WHERE change = ?1");
  if (!select.ok()) return select.status();
  select->bind(1, id);
  return each_row(*select, [&](const Statement& row) {
    found.push_back({row.text(0), natural(row.integer(1)), row.integer(2), row.integer(3)});
  });
}

absl::Status select_trash(Database& database, std::optional<std::uint32_t> uid, std::int64_t before,
                          std::vector<TrashedItem>& found) {
  auto select = database.prepare(
      "SELECT change.id, change.uid, change.ended, step.kind, step.source, step.target, step.inode, "
      "step.born, "
      "step.type, step.entries, step.bytes, step.fingerprint, step.gone FROM step JOIN change "
      "ON change.id = step.change WHERE (?1 < 0 OR change.uid = ?1) AND change.ended <= ?2 AND" +
      std::string(kInTrash) + "ORDER BY step.number");
  if (!select.ok()) return select.status();
  select->bind(1, uid ? std::int64_t{*uid} : -1);
  select->bind(2, before);
  return each_row(*select, [&](const Statement& row) {
    found.push_back(
        {row.integer(0), static_cast<std::uint32_t>(row.integer(1)), row.integer(2), step_of(row, 3)});
  });
}

}  // namespace maxos::store
