// A thin cover over SQLite: a connection, prepared statements, and its errors as Status. Not thread-safe.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace maxos::store {

// An OK status, or one for an extended result code of SQLite (sqlite.org/rescode.html): DataLoss for a
// damaged file, Unavailable for the rest.
absl::Status sqlite_status(int code, std::string_view what);

// A prepared statement. Parameters and columns count as in SQLite: from 1 and from 0.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  // Texts must live until step() is through.
  void bind(int parameter, std::string_view text);
  void bind_blob(int parameter, std::string_view bytes);
  void bind(int parameter, std::int64_t value);

  // True with a row, false at the end. After the end or an error the statement is ready for the next use.
  absl::StatusOr<bool> step();
  // Ends a query before its last row.
  void reset();

  std::string text(int column) const;
  std::int64_t integer(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  Database() = default;

  // Opens the existing file `path` for reading and writing.
  static absl::StatusOr<Database> open(const std::string& path);

  // One or more statements without parameters and results.
  absl::Status execute(const char* sql);
  absl::StatusOr<Statement> prepare(std::string_view sql);

  explicit operator bool() const { return database_ != nullptr; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace maxos::store
