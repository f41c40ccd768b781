#include "store/sqlite.h"

#include <sqlite3.h>

#include "base/status.h"

namespace maxos::store {
namespace {

// Somebody else (sqlite3 by hand) may hold the lock for so long.
constexpr int kBusyMilliseconds = 500;

}  // namespace

absl::Status sqlite_status(int code, std::string_view what) {
  const int primary = code & 0xFF;
  if (primary == SQLITE_OK || primary == SQLITE_ROW || primary == SQLITE_DONE) return {};
  std::string message(what);
  message.append(": ").append(sqlite3_errstr(code));
  absl::StatusCode meaning = absl::StatusCode::kUnavailable;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) meaning = absl::StatusCode::kDataLoss;
  if (primary == SQLITE_FULL) meaning = absl::StatusCode::kResourceExhausted;
  return base::make_status(meaning, message);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_blob(int parameter, std::string_view bytes) {
  // An empty blob, not NULL, for an empty view without data.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  sqlite3_bind_blob64(statement_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
}

void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
}

absl::StatusOr<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  const int extended = sqlite3_extended_errcode(sqlite3_db_handle(statement_.get()));
  reset();
  if (code == SQLITE_DONE) return false;
  return sqlite_status(extended, "the database");
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::string Statement::text(int column) const {
  // The bytes after the text: asking for it may convert it.
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

absl::StatusOr<Database> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  // The caller has a lock of its own. NOFOLLOW: the file must be the one that was made.
  const int code = sqlite3_open_v2(
      path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
  Database database;
  database.database_.reset(handle);
  MAXOS_RETURN_IF_ERROR(sqlite_status(code, "cannot open " + path));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return database;
}

absl::Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  return sqlite_status(code, "the database");
}

absl::StatusOr<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  MAXOS_RETURN_IF_ERROR(sqlite_status(code, "the database"));
  return Statement(statement);
}

}  // namespace maxos::store
