#include "store/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::store {
namespace {

constexpr const char* kStateSchema1 = R"sql(
CREATE TABLE answer (
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  answer BLOB NOT NULL,
  changes INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (principal, request_id)
);
CREATE INDEX answer_expires ON answer (expires);
-- Written to learn whether the disk takes writes again.
CREATE TABLE probe (id INTEGER PRIMARY KEY, time INTEGER NOT NULL);
PRAGMA user_version = 1;
)sql";

constexpr const char* kStateSchema2 = R"sql(
CREATE TABLE taught_phrase (
  normal TEXT NOT NULL PRIMARY KEY,
  phrase TEXT NOT NULL,
  intent TEXT NOT NULL,
  principal TEXT NOT NULL,
  admin INTEGER NOT NULL,
  time INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE miss (
  grouping TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL,
  why TEXT NOT NULL,
  nearest TEXT NOT NULL,
  count INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = 2;
)sql";

constexpr std::array kStateSchemas = {kStateSchema1, kStateSchema2};

absl::Status failed(const std::string& directory, std::string_view reason) {
  std::string text("the state directory ");
  return base::unavailable(text.append(directory).append(" cannot be written: ").append(reason));
}

// The file with the right mode before SQLite sees it: -wal and -shm take the mode over.
absl::Status make_file(const std::string& directory, const std::string& name) {
  const std::string path = directory + "/" + name;
  std::error_code error;
  if (!std::filesystem::exists(directory, error)) {
    std::filesystem::create_directories(std::filesystem::path(directory).parent_path(), error);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
      return failed(directory, std::strerror(errno));
  }
  const base::UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd) return failed(directory, std::string(std::strerror(errno)) + " (" + name + ")");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return failed(directory, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return failed(directory, name + " is not a regular file");
  if ((status.st_mode & 0777U) != 0600 && ::fchmod(fd.get(), 0600) != 0)
    return failed(directory, std::strerror(errno));
  return {};
}

absl::StatusOr<std::int64_t> single_integer(Database& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  if (!statement.ok()) return statement.status();
  const auto row = statement->step();
  if (!row.ok()) return row.status();
  return *row ? statement->integer(0) : 0;
}

absl::Status check_whole(Database& database) {
  auto statement = database.prepare("PRAGMA quick_check(1)");
  if (!statement.ok()) return statement.status();
  const auto row = statement->step();
  if (!row.ok()) return row.status();
  const std::string answer = statement->text(0);
  if (answer == "ok") return {};
  return base::make_status(absl::StatusCode::kDataLoss, "the database: " + answer);
}

absl::Status migrate(Database& database, const StateFile& file) {
  const auto version = single_integer(database, "PRAGMA user_version");
  if (!version.ok()) return version.status();
  const auto newest = static_cast<std::int64_t>(file.schemas.size());
  if (*version > newest) {
    return base::unavailable(std::string(file.name) + " was written by a newer maxos-grpc (schema " +
                             std::to_string(*version) + ", this one knows " + std::to_string(newest) +
                             "); install that version again, or move the file away");
  }
  if (*version == newest) return {};
  MAXOS_RETURN_IF_ERROR(database.execute("BEGIN IMMEDIATE"));
  absl::Status status;
  for (auto step = static_cast<std::size_t>(*version); status.ok() && step < file.schemas.size(); ++step)
    status = database.execute(file.schemas[step]);
  if (status.ok()) status = database.execute("COMMIT");
  if (!status.ok()) database.execute("ROLLBACK").IgnoreError();
  return status;
}

// What is wrong with an existing file comes out here: nothing before reads it.
absl::Status prepare_file(Database& database, const StateFile& file) {
  MAXOS_RETURN_IF_ERROR(
      database.execute("PRAGMA journal_mode = WAL; PRAGMA temp_store = MEMORY; "
                       "PRAGMA journal_size_limit = 4194304; PRAGMA trusted_schema = OFF"));
  MAXOS_RETURN_IF_ERROR(check_whole(database));
  return migrate(database, file);
}

}  // namespace

const StateFile kStateDb{"state.db", kStateSchemas};

absl::StatusOr<Database> open_state_file(const std::string& directory, const StateFile& file) {
  if (directory.empty()) return base::unavailable("no state directory is configured; set state.directory");
  MAXOS_RETURN_IF_ERROR(make_file(directory, file.name));
  auto database = Database::open(directory + "/" + file.name);
  absl::Status status = database.ok() ? prepare_file(*database, file) : database.status();
  if (status.ok()) return database;
  if (status.code() == absl::StatusCode::kDataLoss) return status;
  return failed(directory, base::message_of(status));
}

absl::StatusOr<std::string> move_damaged_aside(const std::string& directory, std::time_t now,
                                               const StateFile& file) {
  std::array<char, 32> time{};
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(time.data(), time.size(), "%Y%m%dT%H%M%SZ", &parts);
  const std::string path = directory + "/" + file.name;
  std::string aside = path + ".damaged-" + time.data();
  // A second one within the same second must not overwrite the first.
  for (int i = 2; ::access(aside.c_str(), F_OK) == 0; ++i) {
    aside = path + ".damaged-" + time.data() + "-" + std::to_string(i);
  }
  // -wal and -shm first: beside a new one they would be taken for its own.
  for (const char* suffix : {"-wal", "-shm", ""}) {
    const std::string from = path + suffix;
    if (::rename(from.c_str(), (aside + suffix).c_str()) != 0 && errno != ENOENT) {
      return failed(directory,
                    std::string(std::strerror(errno)) + " (moving the damaged " + from + " aside)");
    }
  }
  return aside;
}

}  // namespace maxos::store
