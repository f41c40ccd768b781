// The times of the directories in which a transaction puts and takes entries, so that an undo leaves them as
// they were.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agents/filesystem/roots.h"
#include "store/transactions.h"

namespace maxos::agents {

class Touched {
 public:
  explicit Touched(const Roots& roots) : roots_(roots) {}

  // Before an entry of the directory that holds `path` is changed, and after.
  void before(const std::string& path, const ExecutionContext& context);
  void after(const std::string& path, const ExecutionContext& context);

  // Of an undo: which directories still have the time that the undone transaction left. Called before the
  // first change.
  void restore_later(const std::vector<store::TouchedDirectory>& directories,
                     const ExecutionContext& context);
  // Sets those back.
  void restore(const ExecutionContext& context);
  // Sets back all that nobody else has changed: the transaction was taken back.
  void take_back(const ExecutionContext& context);

  // With the times as they are now.
  std::vector<store::TouchedDirectory> list(const ExecutionContext& context);

 private:
  const Roots& roots_;
  std::map<std::string, store::TouchedDirectory> directories_;
  std::vector<store::TouchedDirectory> to_restore_;
};

}  // namespace maxos::agents
