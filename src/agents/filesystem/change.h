// One change of the file system as a transaction: written down before it is made, taken back when it fails,
// and known well enough afterwards to be undone.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agents/filesystem/steps.h"
#include "agents/filesystem/touched.h"
#include "agents/filesystem/tree_count.h"
#include "agents/handler_environment.h"
#include "base/fd.h"
#include "store/transactions.h"

namespace maxos::agents {

// A directory of our own, mode 0700, beside the place where what is made in it will appear: under its name
// all at once, or never. Whatever is left in it goes with it.
struct Stage {
  // Open for reading.
  base::UniqueFd fd;
  std::string path;
};

// The life of one change, on the handler's thread:
//
//   begin()               the journal has it; nothing has changed
//   stage()               and what is made there: only the stage exists
//   publish(), move(),    plan the renames that are the change, in their order; nothing is done yet
//   trash()
//   commit()              what was made is synced, the renames are in the journal, are done, are synced, and
//   it
//                         is closed. If one cannot be done, or the caller cancels between two, all is taken
//                         back
//
// Destroyed without a successful commit() it is taken back. A crash before commit() leaves a stage that goes
// at the next start; one during commit() a change that is finished then (recovery.h).
//
// Paths are canonical (Roots::resolve(), new_place()). What is changed is known by identity: what was put in
// its place meanwhile stays as it is, and the change fails.
class Change {
 public:
  struct About {
    std::string intent;
    // One clause: "Copied /srv/a to /srv/b".
    std::string summary;
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    // The transaction that this one undoes; 0: none.
    std::int64_t undoes = 0;
  };

  // Unavailable without a usable store: then nothing may be changed.
  static absl::StatusOr<std::unique_ptr<Change>> begin(const HandlerEnvironment& environment,
                                                       const Caller& caller, About about);
  ~Change();
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  // Makes a stage in the existing directory `directory`, so on its mount. Lives as long as the change.
  absl::StatusOr<const Stage*> stage(const std::string& directory, const ExecutionContext& context);

  // `staged` (a path right below a stage) becomes `target`, which must not exist then. Undone, it goes to the
  // trash, unless somebody has changed it since.
  absl::Status publish(const std::string& staged, const std::string& target, const ExecutionContext& context);
  // `source` becomes `target` on the same mount; `identity`: what was looked at. Undone, it moves back.
  void move(const std::string& source, const std::string& target, const store::Identity& identity,
            std::uint64_t entries = 1, std::uint64_t bytes = 0);
  // `source` goes to the trash of its mount. Undone, it comes back from there.
  absl::Status trash(const std::string& source, const store::Identity& identity, std::uint64_t entries,
                     std::uint64_t bytes, const ExecutionContext& context);
  // For an undo: `touched` of the one undone; those still as it left them get their times back. Before the
  // first stage.
  void restore_times(const std::vector<store::TouchedDirectory>& touched, const ExecutionContext& context);

  // Progress is the caller's affair; between two renames it asks context.check(). An error says that all was
  // taken back, or what was not.
  absl::Status commit(const ExecutionContext& context);

  // Takes it back, and returns `why` with what became of it.
  absl::Status abandon(const absl::Status& why);

  std::int64_t id() const { return id_; }

 private:
  explicit Change(const HandlerEnvironment& environment)
      : store_(*environment.transactions), steps_(environment), touched_(steps_.roots()) {}

  absl::Status sync_stages() const;
  absl::Status do_steps(const ExecutionContext& context);
  absl::Status sync_directories() const;
  // The reason that is recorded.
  std::string close_abandoned(const absl::Status& why, const std::string& stuck);

  store::Transactions& store_;
  const Steps steps_;
  Touched touched_;
  std::int64_t id_ = 0;
  std::vector<std::unique_ptr<Stage>> stages_;
  std::vector<store::Step> planned_;
  std::size_t done_ = 0;
  // Whether the record may say that it is to be finished.
  bool committing_ = false;
  bool ended_ = false;
};

}  // namespace maxos::agents
