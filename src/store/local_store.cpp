#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/status.h"
#include "store/learned_tables.h"
#include "store/local.h"
#include "store/sqlite.h"
#include "store/state_file.h"

namespace maxos::store {
namespace {

using Clock = std::chrono::steady_clock;

// Between two attempts to open the database, or to write to a disk that took nothing.
constexpr std::chrono::seconds kRetry{1};

class SqliteStore : public LocalStore, private LearnedStore {
 public:
  SqliteStore(std::string directory, std::string& notice, platform::Clock clock)
      : directory_(std::move(directory)), clock_(std::move(clock)) {
    const std::lock_guard lock(mutex_);
    // Without a database it starts all the same; writable() has the reason.
    ready(notice).IgnoreError();
  }

  absl::StatusOr<std::optional<RememberedAnswer>> find_answer(std::string_view principal,
                                                              std::string_view request_id,
                                                              std::int64_t now) override {
    const std::lock_guard lock(mutex_);
    std::optional<RememberedAnswer> found;
    MAXOS_RETURN_IF_ERROR(run([&](Statements& statements) -> absl::Status {
      found.reset();
      Statement& find = statements.find;
      find.bind(1, principal);
      find.bind(2, request_id);
      find.bind(3, now);
      const auto row = find.step();
      if (!row.ok()) return row.status();
      if (!*row) return {};
      found =
          RememberedAnswer{find.text(0), find.text(1), find.text(2), find.integer(3) != 0, find.integer(4)};
      find.reset();
      return {};
    }));
    return found;
  }

  absl::Status remember_answer(std::string_view principal, std::string_view request_id,
                               const RememberedAnswer& record) override {
    const std::lock_guard lock(mutex_);
    return write([&](Statements& statements) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(set_durable(record.changes));
      Statement& remember = statements.remember;
      remember.bind(1, principal);
      remember.bind(2, request_id);
      remember.bind(3, record.request_digest);
      remember.bind(4, record.operation_id);
      remember.bind_blob(5, record.answer);
      remember.bind(6, std::int64_t{record.changes});
      remember.bind(7, record.expires);
      return remember.step().status();
    });
  }

  absl::Status forget_expired(std::int64_t now) override {
    const std::lock_guard lock(mutex_);
    return write([&](Statements& statements) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(set_durable(false));
      statements.forget.bind(1, now);
      return statements.forget.step().status();
    });
  }

  LearnedStore& learned() override { return *this; }

  absl::Status writable() const override {
    const std::lock_guard lock(mutex_);
    // With the slash a file in its place is "Not a directory", not just without permission.
    if (::access((directory_ + "/").c_str(), W_OK | X_OK) != 0) {
      return base::unavailable("the state directory " + directory_ +
                               " cannot be written: " + std::strerror(errno));
    }
    const bool usable = database_ && file_exists();
    if (failure_.ok() && usable) return {};
    // Nobody may come and write: whether it works again is found out here.
    if (usable && clock_.steady() - last_probe_ < kRetry) return failure_;
    last_probe_ = clock_.steady();
    const std::int64_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
    write([seconds](Statements& statements) {
      statements.probe.bind(1, seconds);
      return statements.probe.step().status();
    }).IgnoreError();
    return failure_;
  }

 private:
  absl::StatusOr<std::vector<TaughtRecord>> taught() override { return read_all(read_taught); }
  absl::Status teach(const TaughtRecord& record) override {
    return change(true, [&](Database& database) { return write_taught(database, record); });
  }
  absl::Status forget(std::string_view normal) override {
    return change(true, [&](Database& database) { return delete_taught(database, normal); });
  }
  absl::StatusOr<std::vector<MissRecord>> misses() override { return read_all(read_misses); }
  absl::Status save_misses(std::span<const MissRecord> changed, std::span<const std::string> gone) override {
    return change(false, [&](Database& database) { return write_misses(database, changed, gone); });
  }

  template <typename Record>
  absl::StatusOr<std::vector<Record>> read_all(absl::StatusOr<std::vector<Record>> (*read)(Database&)) {
    const std::lock_guard lock(mutex_);
    std::vector<Record> all;
    MAXOS_RETURN_IF_ERROR(run([&](Statements&) -> absl::Status {
      auto found = read(database_);
      if (!found.ok()) return found.status();
      all = *std::move(found);
      return absl::OkStatus();
    }));
    return all;
  }

  // These come seldom: their statements are prepared each time.
  template <typename Work>
  absl::Status change(bool durable, const Work& work) {
    const std::lock_guard lock(mutex_);
    return write([&](Statements&) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(set_durable(durable));
      return work(database_);
    });
  }

  struct Statements {
    Statement find;
    Statement remember;
    Statement forget;
    Statement probe;
  };

  // Opens the database when it is not open, at most once a second. A damaged one is moved aside.
  absl::Status ready(std::string& notice) const {
    if (database_) return {};
    const Clock::time_point now = clock_.steady();
    if (last_open_ && now - *last_open_ < kRetry) return failure_;
    last_open_ = now;
    auto opened = open_state_file(directory_);
    if (opened.status().code() == absl::StatusCode::kDataLoss) {
      const auto aside =
          move_damaged_aside(directory_, std::chrono::system_clock::to_time_t(clock_.system()));
      if (!aside.ok()) return failure_ = aside.status();
      notice = directory_ + "/state.db was damaged (" + std::string(base::message_of(opened.status())) +
               "); it was moved to " + *aside + " and a new one was made";
      opened = open_state_file(directory_);
    }
    if (!opened.ok()) return failure_ = base::unavailable(base::message_of(opened.status()));
    database_ = std::move(*opened);
    durable_.reset();
    const absl::Status prepared = prepare();
    if (!prepared.ok()) close();
    return failure_ = prepared;
  }

  absl::Status prepare() const {
    const auto make = [this](Statement& statement, std::string_view sql) -> absl::Status {
      auto made = database_.prepare(sql);
      if (!made.ok()) return made.status();
      statement = std::move(*made);
      return {};
    };
    MAXOS_RETURN_IF_ERROR(make(statements_.find,
                               "SELECT request_digest, operation_id, answer, changes, expires FROM answer "
                               "WHERE principal = ?1 AND request_id = ?2 AND expires > ?3"));
    MAXOS_RETURN_IF_ERROR(make(statements_.remember,
                               "INSERT OR REPLACE INTO answer (principal, request_id, request_digest, "
                               "operation_id, answer, changes, "
                               "expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    MAXOS_RETURN_IF_ERROR(make(statements_.forget, "DELETE FROM answer WHERE expires <= ?1"));
    return make(statements_.probe, "INSERT OR REPLACE INTO probe (id, time) VALUES (1, ?1)");
  }

  bool file_exists() const { return ::access((directory_ + "/state.db").c_str(), F_OK) == 0; }

  void close() const {
    statements_ = {};
    database_ = {};
  }

  // In WAL mode FULL syncs the log at each commit, NORMAL only at checkpoints
  // (sqlite.org/pragma.html#pragma_synchronous).
  absl::Status set_durable(bool durable) const {
    if (durable_ == durable) return {};
    MAXOS_RETURN_IF_ERROR(
        database_.execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
    durable_ = durable;
    return {};
  }

  // Runs `work` on the open database; when it proves damaged, once more on a new one.
  template <typename Work>
  absl::Status run(const Work& work) const {
    // SQLite writes on happily into a file that was deleted.
    if (database_ && !file_exists()) {
      close();
      last_open_.reset();
    }
    for (int attempt = 1;; ++attempt) {
      std::string unheard;
      MAXOS_RETURN_IF_ERROR(ready(unheard));
      absl::Status status = work(statements_);
      if (status.ok()) return status;
      const bool damaged = status.code() == absl::StatusCode::kDataLoss;
      failure_ = base::unavailable("the state directory " + directory_ +
                                   " cannot be used: " + std::string(base::message_of(status)));
      // Opening it anew finds the reason, and what helps. But what can be read on a full disk stays readable.
      if (status.code() != absl::StatusCode::kResourceExhausted) close();
      if (!damaged || attempt == 2) return failure_;
      last_open_.reset();
    }
  }

  template <typename Work>
  absl::Status write(const Work& work) const {
    absl::Status status = run(work);
    if (status.ok()) failure_ = status;
    return status;
  }

  const std::string directory_;
  const platform::Clock clock_;
  mutable std::mutex mutex_;
  // The statements must go before the database: members are destroyed in the reverse order.
  mutable Database database_;
  mutable Statements statements_;
  // Of the last attempt to open or to write.
  mutable absl::Status failure_;
  mutable std::optional<Clock::time_point> last_open_;
  mutable Clock::time_point last_probe_;
  mutable std::optional<bool> durable_;
};

}  // namespace

std::unique_ptr<LocalStore> open_local_store(std::string directory, std::string& notice,
                                             platform::Clock clock) {
  return std::make_unique<SqliteStore>(std::move(directory), notice, std::move(clock));
}

}  // namespace maxos::store
