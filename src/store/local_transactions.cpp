#include <unistd.h>

#include <chrono>
#include <mutex>
#include <utility>

#include "base/status.h"
#include "store/sqlite.h"
#include "store/state_file.h"
#include "store/transaction_rows.h"
#include "store/transactions.h"

namespace maxos::store {
namespace {

using Clock = std::chrono::steady_clock;

// Between two attempts to open the database.
constexpr std::chrono::seconds kRetry{1};
// Transactions that are kept; older ones go when nothing of theirs lies in the trash. Looked at now and then.
constexpr std::int64_t kKept = 10'000;
constexpr std::int64_t kPruneEvery = 200;

class SqliteTransactions : public Transactions {
 public:
  SqliteTransactions(std::string directory, std::string& notice, platform::Clock clock)
      : directory_(std::move(directory)), clock_(std::move(clock)) {
    const std::lock_guard lock(mutex_);
    ready(notice).IgnoreError();
  }

  absl::StatusOr<std::int64_t> begin(const Transaction& transaction,
                                     const std::vector<Step>& steps) override {
    std::int64_t id = 0;
    const absl::Status made =
        atomically([&](Database& database) { return insert(database, transaction, steps, id); });
    if (!made.ok()) return made;
    return id;
  }

  absl::Status plan_steps(std::int64_t id, const std::vector<Step>& steps) override {
    return atomically([&](Database& database) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(insert_steps(database, id, steps));
      return change(database, "UPDATE change SET state = ?1 WHERE id = ?2",
                    {static_cast<std::int64_t>(TransactionState::committing), id});
    });
  }

  absl::Status add_stage(std::int64_t id, const Step& step) override {
    return atomically([&](Database& database) { return insert_steps(database, id, {step}); });
  }

  absl::Status reopen(std::int64_t id) override {
    return atomically([&](Database& database) {
      return change(database, "UPDATE change SET state = ?1 WHERE id = ?2 AND state = ?3",
                    {static_cast<std::int64_t>(TransactionState::open), id,
                     static_cast<std::int64_t>(TransactionState::committing)});
    });
  }

  absl::Status close(std::int64_t id, TransactionState state, std::string_view reason,
                     const std::vector<TouchedDirectory>& touched) override {
    return atomically([&](Database& database) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(end_transaction(database, id, state, reason, now()));
      return insert_touched(database, id, touched);
    });
  }

  absl::Status release_trash(const std::vector<std::string>& targets) override {
    return atomically([&](Database& database) -> absl::Status {
      for (const std::string& target : targets) MAXOS_RETURN_IF_ERROR(unclaim_trash(database, target));
      return {};
    });
  }

  absl::StatusOr<Transaction> find(std::int64_t id) override {
    std::vector<Transaction> found;
    MAXOS_RETURN_IF_ERROR(run([&](Database& database) -> absl::Status {
      return select_transactions(database, "WHERE id = ?1", {id}, found);
    }));
    if (found.empty()) return base::not_found("There is no transaction " + transaction_name(id) + ".");
    return std::move(found.front());
  }

  absl::StatusOr<std::vector<Step>> steps(std::int64_t id) override {
    std::vector<Step> found;
    MAXOS_RETURN_IF_ERROR(run([&](Database& database) { return select_steps(database, id, found); }));
    return found;
  }

  absl::StatusOr<std::vector<TouchedDirectory>> touched(std::int64_t id) override {
    std::vector<TouchedDirectory> found;
    MAXOS_RETURN_IF_ERROR(run([&](Database& database) { return select_touched(database, id, found); }));
    return found;
  }

  absl::StatusOr<std::vector<Transaction>> list(std::uint32_t uid, std::size_t limit,
                                                std::uint64_t& total) override {
    std::vector<Transaction> found;
    const absl::Status read = run([&](Database& database) -> absl::Status {
      const auto count = integer(database, "SELECT COUNT(*) FROM change WHERE uid = ?1", {uid});
      if (!count.ok()) return count.status();
      total = static_cast<std::uint64_t>(*count);
      return select_transactions(database, "WHERE uid = ?1 ORDER BY id DESC LIMIT ?2",
                                 {uid, static_cast<std::int64_t>(limit)}, found);
    });
    if (!read.ok()) return read;
    return found;
  }

  absl::StatusOr<std::optional<Transaction>> last_undoable(std::uint32_t uid) override {
    std::vector<Transaction> found;
    MAXOS_RETURN_IF_ERROR(run([&](Database& database) -> absl::Status {
      return select_transactions(database, "WHERE uid = ?1 AND undoable ORDER BY id DESC LIMIT 1", {uid},
                                 found);
    }));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

  absl::StatusOr<std::vector<Transaction>> unfinished() override {
    std::vector<Transaction> found;
    MAXOS_RETURN_IF_ERROR(run([&](Database& database) -> absl::Status {
      return select_transactions(database, "WHERE state IN (?1, ?2) ORDER BY id",
                                 {static_cast<std::int64_t>(TransactionState::open),
                                  static_cast<std::int64_t>(TransactionState::committing)},
                                 found);
    }));
    return found;
  }

  absl::StatusOr<std::vector<TrashedItem>> trash(std::optional<std::uint32_t> uid,
                                                 std::int64_t before) override {
    std::vector<TrashedItem> found;
    MAXOS_RETURN_IF_ERROR(
        run([&](Database& database) { return select_trash(database, uid, before, found); }));
    return found;
  }

 private:
  std::int64_t now() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
  }

  absl::Status insert(Database& database, const Transaction& transaction, const std::vector<Step>& steps,
                      std::int64_t& id) const {
    if (transaction.undoes != 0) MAXOS_RETURN_IF_ERROR(check_undoable(database, transaction.undoes));
    const auto made = insert_transaction(database, transaction, now());
    if (!made.ok()) return made.status();
    id = *made;
    if (transaction.undoes != 0) {
      MAXOS_RETURN_IF_ERROR(
          change(database, "UPDATE change SET undone_by = ?1 WHERE id = ?2", {id, transaction.undoes}));
    }
    for (const Step& step : steps) {
      if (step.kind == StepKind::purge) MAXOS_RETURN_IF_ERROR(claim_trash(database, step.target));
    }
    if (id % kPruneEvery == 0) MAXOS_RETURN_IF_ERROR(prune(database, id - kKept));
    return insert_steps(database, id, steps);
  }

  // Opens the database when it is not open, at most once a second. A damaged one is moved aside.
  absl::Status ready(std::string& notice) {
    if (database_) return {};
    const Clock::time_point time = clock_.steady();
    if (last_open_ && time - *last_open_ < kRetry) return failure_;
    last_open_ = time;
    auto opened = open_state_file(directory_, kTransactionsDb);
    if (opened.status().code() == absl::StatusCode::kDataLoss) {
      const auto aside = move_damaged_aside(directory_, std::chrono::system_clock::to_time_t(clock_.system()),
                                            kTransactionsDb);
      if (!aside.ok()) return failure_ = aside.status();
      notice =
          directory_ + "/transactions.db was damaged (" + std::string(base::message_of(opened.status())) +
          "); it was moved to " + *aside +
          " and a new one was made. Changes made before cannot be undone by name; what was deleted lies in "
          "the trash directories of the roots";
      opened = open_state_file(directory_, kTransactionsDb);
    }
    if (!opened.ok()) return failure_ = base::unavailable(base::message_of(opened.status()));
    database_ = std::move(*opened);
    // FULL: in WAL mode each commit is synced (sqlite.org/pragma.html#pragma_synchronous).
    const absl::Status prepared = database_.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    if (!prepared.ok()) database_ = {};
    return failure_ = prepared;
  }

  // Runs `work` on the open database.
  template <typename Work>
  absl::Status run(const Work& work) {
    const std::lock_guard lock(mutex_);
    // SQLite writes on happily into a file that was deleted.
    if (database_ && ::access((directory_ + "/" + kTransactionsDb.name).c_str(), F_OK) != 0) {
      database_ = {};
      last_open_.reset();
    }
    std::string unheard;
    MAXOS_RETURN_IF_ERROR(ready(unheard));
    absl::Status status = work(database_);
    if (status.ok() || status.code() == absl::StatusCode::kFailedPrecondition) return status;
    // Opening it anew finds the reason, and what helps. But what can be read on a full disk stays readable.
    if (status.code() != absl::StatusCode::kResourceExhausted) database_ = {};
    return base::unavailable("The record of changes in " + directory_ +
                             " cannot be used: " + std::string(base::message_of(status)));
  }

  template <typename Work>
  absl::Status atomically(const Work& work) {
    return run([&](Database& database) -> absl::Status {
      MAXOS_RETURN_IF_ERROR(database.execute("BEGIN IMMEDIATE"));
      absl::Status status = work(database);
      if (status.ok()) status = database.execute("COMMIT");
      if (!status.ok()) database.execute("ROLLBACK").IgnoreError();
      return status;
    });
  }

  const std::string directory_;
  const platform::Clock clock_;
  std::mutex mutex_;
  Database database_;
  // Of the last attempt to open it.
  absl::Status failure_;
  std::optional<Clock::time_point> last_open_;
};

}  // namespace

std::unique_ptr<Transactions> open_transactions(std::string directory, std::string& notice,
                                                platform::Clock clock) {
  return std::make_unique<SqliteTransactions>(std::move(directory), notice, std::move(clock));
}

}  // namespace maxos::store
