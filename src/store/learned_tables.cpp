#include "store/learned_tables.h"

#include <utility>

#include "base/status.h"

namespace maxos::store {
namespace {

// Calls `read` with the statement for each row of a query without parameters.
template <typename Read>
absl::Status each_row(Database& database, std::string_view sql, Read read) {
  auto statement = database.prepare(sql);
  if (!statement.ok()) return statement.status();
  for (;;) {
    const auto row = statement->step();
    if (!row.ok()) return row.status();
    if (!*row) return {};
    read(*statement);
  }
}

absl::Status write_all(Database& database, std::span<const MissRecord> changed,
                       std::span<const std::string> gone) {
  auto remove = database.prepare("DELETE FROM miss WHERE grouping = ?1");
  if (!remove.ok()) return remove.status();
  for (const std::string& group : gone) {
    remove->bind(1, group);
    MAXOS_RETURN_IF_ERROR(remove->step().status());
  }
  auto put = database.prepare(
      "INSERT OR REPLACE INTO miss (grouping, text, why, nearest, count, first, last) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  if (!put.ok()) return put.status();
  for (const MissRecord& miss : changed) {
    put->bind(1, miss.group);
    put->bind(2, miss.text);
    put->bind(3, miss.why);
    put->bind(4, miss.nearest);
    put->bind(5, static_cast<std::int64_t>(miss.count));
    put->bind(6, miss.first);
    put->bind(7, miss.last);
    MAXOS_RETURN_IF_ERROR(put->step().status());
  }
  return {};
}

}  // namespace

absl::StatusOr<std::vector<TaughtRecord>> read_taught(Database& database) {
  std::vector<TaughtRecord> all;
  MAXOS_RETURN_IF_ERROR(each_row(
      database, "SELECT normal, phrase, intent, principal, admin, time FROM taught_phrase ORDER BY normal",
      [&](const Statement& row) {
        all.push_back(
            {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5)});
      }));
  return all;
}

absl::Status write_taught(Database& database, const TaughtRecord& record) {
  auto put = database.prepare(
      "INSERT OR REPLACE INTO taught_phrase (normal, phrase, intent, principal, admin, time) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  if (!put.ok()) return put.status();
  put->bind(1, record.normal);
  put->bind(2, record.phrase);
  put->bind(3, record.intent);
  put->bind(4, record.principal);
  put->bind(5, std::int64_t{record.by_admin});
  put->bind(6, record.time);
  return put->step().status();
}

absl::Status delete_taught(Database& database, std::string_view normal) {
  auto remove = database.prepare("DELETE FROM taught_phrase WHERE normal = ?1");
  if (!remove.ok()) return remove.status();
  remove->bind(1, normal);
  return remove->step().status();
}

absl::StatusOr<std::vector<MissRecord>> read_misses(Database& database) {
  std::vector<MissRecord> all;
  MAXOS_RETURN_IF_ERROR(
      each_row(database, "SELECT grouping, text, why, nearest, count, first, last FROM miss ORDER BY last",
               [&](const Statement& row) {
                 all.push_back({row.text(0), row.text(1), row.text(2), row.text(3),
                                static_cast<std::uint64_t>(row.integer(4)), row.integer(5), row.integer(6)});
               }));
  return all;
}

absl::Status write_misses(Database& database, std::span<const MissRecord> changed,
                          std::span<const std::string> gone) {
  MAXOS_RETURN_IF_ERROR(database.execute("BEGIN IMMEDIATE"));
  absl::Status status = write_all(database, changed, gone);
  if (status.ok()) status = database.execute("COMMIT");
  if (!status.ok()) database.execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace maxos::store
