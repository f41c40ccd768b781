// What was changed in the file system and how it is taken back: SQLite, transactions.db in the state
// directory of a files host.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.h"

namespace maxos::store {

enum class StepKind {
  // A directory of our own, `target`, in which something is put together; goes with all that is in it when
  // the transaction ends.
  stage,
  // `source` becomes `target`, which did not exist. Taken back it becomes `source` again, whatever was done
  // to
  // it since.
  move,
  // The same for what the transaction itself made (`source` is below a stage). Taken back it goes to the
  // trash,
  // and only when it is as it was made: `fingerprint`.
  publish,
  // `source` went to the trash as `target`.
  trash,
  // `target` in the trash is deleted for good. Never taken back, always finished.
  purge
};

// By what something is known again under another name and after a restart of the machine (which may give the
// device another number). 0: the file system does not tell.
struct Identity {
  std::uint64_t inode = 0;
  // Time of birth in nanoseconds since the epoch.
  std::int64_t born = 0;
  // S_IFMT part of the mode.
  std::uint32_t type = 0;

  bool operator==(const Identity&) const = default;
};

// One thing done. Paths are absolute and without links; they need not be UTF-8.
struct Step {
  StepKind kind = StepKind::move;
  std::string source;
  std::string target;
  Identity identity;
  // Of all below it and itself.
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  // Of what was published, in its agent's own form.
  std::string fingerprint;
  // Trash: it has been deleted for good.
  bool gone = false;
};

// A directory in which entries came or went, with its time of modification before and after (nanoseconds
// since the epoch): put back by an undo when nothing else has changed it since.
struct TouchedDirectory {
  std::string path;
  std::uint64_t inode = 0;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

enum class TransactionState {
  // Being prepared, or taken back: nothing but stages exist. After a crash they are removed.
  open,
  // Its steps are being done. After a crash they are finished, or taken back when they cannot be.
  committing,
  done,
  // Failed, cancelled or cut off; everything is as before. `reason` says why.
  taken_back,
  // Undone by `undone_by`.
  undone,
  // Neither finished nor taken back: `reason` says what lies where.
  stuck
};
std::string_view to_string(TransactionState state);

struct Transaction {
  // 0: none. Given by begin().
  std::int64_t id = 0;
  // Whose it is: the caller's uid and name.
  std::uint32_t uid = 65534;
  std::string principal;
  std::string intent;
  // One clause for people: "Copied /srv/a to /srv/b".
  std::string summary;
  TransactionState state = TransactionState::open;
  std::string reason;
  // Seconds since the epoch; `ended` is 0 while it is open.
  std::int64_t started = 0;
  std::int64_t ended = 0;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  // The transaction that this one undoes, and the one that undid this one; 0: none.
  std::int64_t undoes = 0;
  std::int64_t undone_by = 0;
  // From what is recorded: done, no undo itself, and nothing of it has left the trash for good.
  bool undoable = false;
};

// One thing in the trash.
struct TrashedItem {
  std::int64_t transaction = 0;
  std::uint32_t uid = 65534;
  // When it was put there, seconds since the epoch.
  std::int64_t time = 0;
  Step what;
};

// "tx-0193" and back; 0 for a text that names none.
std::string transaction_name(std::int64_t id);
std::int64_t transaction_id(std::string_view name);

// Thread-safe; calls block for one SQLite transaction. What begin(), plan_steps() and close() write is on the
// disk when they return. Unavailable when the database cannot be used: then nothing may be changed.
class Transactions {
 public:
  virtual ~Transactions() = default;

  // Makes `transaction` (state: open or committing) with its first steps and returns its id. Call it before
  // the first change. FailedPrecondition when it undoes one that is not `done`, is being undone already or
  // whose trash is gone, or purges what is not in the trash or is being taken out of it; what it purges
  // counts as gone from now on.
  virtual absl::StatusOr<std::int64_t> begin(const Transaction& transaction,
                                             const std::vector<Step>& steps) = 0;
  // Adds steps and sets the state to committing: from here on the transaction is rather finished than taken
  // back. Call it before the first of them is done, and after what is published is on the disk.
  virtual absl::Status plan_steps(std::int64_t id, const std::vector<Step>& steps) = 0;
  // Adds one more stage to an open transaction.
  virtual absl::Status add_stage(std::int64_t id, const Step& step) = 0;
  // Of a committing one whose steps are all taken back: it is open again, so that a crash leaves nothing but
  // its stages to be removed. Call it before they are.
  virtual absl::Status reopen(std::int64_t id) = 0;
  // Ends it: done, taken_back or stuck. `done` for one that undoes another makes that one `undone`.
  virtual absl::Status close(std::int64_t id, TransactionState state, std::string_view reason,
                             const std::vector<TouchedDirectory>& touched) = 0;
  // NotFound when there is none.
  virtual absl::StatusOr<Transaction> find(std::int64_t id) = 0;
  virtual absl::StatusOr<std::vector<Step>> steps(std::int64_t id) = 0;
  virtual absl::StatusOr<std::vector<TouchedDirectory>> touched(std::int64_t id) = 0;
  // Those of `uid`, newest first, at most `limit`, and how many there are in all.
  virtual absl::StatusOr<std::vector<Transaction>> list(std::uint32_t uid, std::size_t limit,
                                                        std::uint64_t& total) = 0;
  // The newest of `uid` that is done, is no undo and purges nothing.
  virtual absl::StatusOr<std::optional<Transaction>> last_undoable(std::uint32_t uid) = 0;
  // Of an ended purge: these targets were not deleted after all and are in the trash again.
  virtual absl::Status release_trash(const std::vector<std::string>& targets) = 0;

  // All that are open or committing, oldest first.
  virtual absl::StatusOr<std::vector<Transaction>> unfinished() = 0;
  // What lies in the trash: of `uid`, or of everybody without one; put there at `before` or earlier; oldest
  // first.
  virtual absl::StatusOr<std::vector<TrashedItem>> trash(std::optional<std::uint32_t> uid,
                                                         std::int64_t before) = 0;
};

// Opens or makes `directory`/transactions.db (mode 0600). As open_local_store() does it: one that cannot be
// used answers Unavailable and is tried again; a damaged one is moved aside, and `notice` gets a sentence.
std::unique_ptr<Transactions> open_transactions(std::string directory, std::string& notice,
                                                platform::Clock clock = {});

}  // namespace maxos::store
