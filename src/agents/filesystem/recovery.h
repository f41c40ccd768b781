// What a crash or a power cut left in the middle.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

class Remains;

// Ends every transaction that is not ended. Sentences are for the journal, one about each that is ended.
class Recovery {
 public:
  explicit Recovery(const HandlerEnvironment& environment);
  ~Recovery();
  Recovery(const Recovery&) = delete;
  Recovery& operator=(const Recovery&) = delete;

  // Finishes them or takes them back. Called once, before handlers run: nothing else changes files meanwhile.
  // What is then of no use to anybody is left to clear(): stages of what was taken back, which can be of any
  // size, and what was to leave the trash.
  std::vector<std::string> settle();

  bool anything_to_clear() const { return !remains_.empty(); }
  // Removes it, on any one thread, handlers running or not: they neither see nor reach it. When `context`
  // stops it the rest is left to the next start.
  std::vector<std::string> clear(const ExecutionContext& context);

 private:
  const HandlerEnvironment environment_;
  std::vector<std::unique_ptr<Remains>> remains_;
};

// All of it at once.
std::vector<std::string> recover_transactions(const HandlerEnvironment& environment);

}  // namespace maxos::agents
