// The contract between the orchestrator, the agent hosts and the handlers: plain data in, plain data out.
#pragma once

#include <absl/status/statusor.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agents/capability.h"

namespace maxos::agents {

// Slots and context by name. Canonical text values: "42", "true", "/srv/a".
using Values = std::map<std::string, std::string, std::less<>>;

// How a request ended. Wire contract (INTENTS.md, "Values of status").
enum class AnswerStatus {
  success,
  error,
  denied,
  not_found,
  confirmation_required,
  cancelled,
  unhandled,
  unavailable
};
std::string_view to_string(AnswerStatus status);

// The status that an error of a plan or an execution becomes: PermissionDenied is denied, NotFound not_found,
// Unavailable unavailable, Cancelled cancelled, everything else error.
AnswerStatus status_of(const absl::Status& status);

// As whom something is done.
struct Caller {
  std::uint32_t uid = 65534;
  // The account's name, or "uid:N" when it has none.
  std::string name;
  // What the caller's role allows beyond the capability itself, for handlers to which it makes a difference;
  // false unless the front end says so. May name what belongs to others (their transactions) and touch what
  // is protected (the service itself, the only way in).
  bool admin = false;
  // May read the journal (system.logs).
  bool reads_logs = false;
};

// What is asked of a handler.
struct PlanRequest {
  std::string intent;
  Values slots;
  // The client's context: cwd, locale and keys we do not know.
  Values context;
  Caller caller;
};

// What would be done: resolved once, changed never. A plan that is stored and executed later is the same
// plan.
struct Plan {
  std::string intent;
  Risk risk = Risk::read;
  // With defaults filled in and paths made canonical; becomes `slots` of the answer.
  Values slots;
  // Canonical targets: real paths, unit ids. Empty for reads without one.
  std::vector<std::string> targets;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  // The handler's own mark of what it planned for, at most 256 bytes: execute() refuses what is no longer
  // that.
  std::string seal;
  // What a person is shown before confirming. Empty for reads.
  std::string preview;
  // The handler asks for confirmation whatever the risk class says (above its thresholds, overwrites).
  bool confirm = false;
  Caller caller;
  Values context;
  // The account as which the host acts; empty: that of this process.
  std::string acting_as;
  // What a host in another process knows this plan by. For the host's connection alone.
  std::uint64_t ticket = 0;
};

// What came of it. `values` become payload: scalars in their plain form, lists and objects as JSON text.
// Names are distinct and none of those the orchestrator adds (intent, slots, summary, confidence,
// operation_id, acting_as).
struct Outcome {
  AnswerStatus status = AnswerStatus::success;
  // One to a few sentences for people; becomes `message`, and `summary` unless that is set.
  std::string message;
  std::string summary;
  std::vector<std::pair<std::string, std::string>> values;
};

// A piece of the answer that goes to the client ahead of it, as it comes: a line of a followed journal.
struct Item {
  // One line for people, at most kMaxItemBytes of UTF-8, as is each of the values.
  std::string message;
  // As those of an Outcome, at most kMaxItemValues.
  std::vector<std::pair<std::string, std::string>> values;
};
inline constexpr std::size_t kMaxItemBytes = std::size_t{32} * 1024;
inline constexpr std::size_t kMaxItemValues = 8;
// So many may be on their way to the client at once: one that reads slowly slows down who sends, loses
// nothing and costs no more memory than that.
inline constexpr std::size_t kMaxItemsUnderWay = 64;

// Where items go. `taken` is called once, on any thread, when the client's stream has taken the item and so
// has room for another; never for a stream that ended. Must not block.
using ItemSink = std::function<void(Item item, std::function<void()> taken)>;

// What a running handler knows of its call. Made by the host, one for each call; the handler's thread alone
// uses it, but for the stop token.
class ExecutionContext {
 public:
  using Clock = std::chrono::steady_clock;
  // percent: 0 to 100 of the execution alone. Called on the handler's thread; must not block.
  using Progress = std::function<void(int percent, std::string_view message)>;

  ExecutionContext(std::stop_token stop, Clock::time_point deadline, Progress progress,
                   ItemSink items = nullptr)
      : stop_(std::move(stop)),
        deadline_(deadline),
        progress_(std::move(progress)),
        items_(std::move(items)),
        under_way_(items_ ? std::make_shared<std::atomic<std::size_t>>(0) : nullptr) {}

  // OK, Cancelled or DeadlineExceeded. Handlers ask in every loop whose length they do not know; costs some
  // 30 ns. Also tells the watchdog that the worker lives.
  absl::Status check() const;

  // Reports real progress; a handler that cannot know a share does not call it.
  void progress(int percent, std::string_view message) const {
    if (progress_) progress_(percent, message);
  }

  // Whether somebody reads items: a request that follows something, asked in a stream.
  bool takes_items() const { return static_cast<bool>(items_); }
  // Only when takes_items(): whether send() may be called now, since fewer than kMaxItemsUnderWay are on
  // their way.
  bool has_room() const { return under_way_->load(std::memory_order_acquire) < kMaxItemsUnderWay; }
  // Sends an item; only when takes_items() and has_room().
  void send(Item item) const;

  Clock::time_point deadline() const { return deadline_; }
  const std::stop_token& stop() const { return stop_; }

 private:
  std::stop_token stop_;
  Clock::time_point deadline_;
  Progress progress_;
  ItemSink items_;
  // Shared with those that tell that an item was taken, which may outlive the call; null without a sink.
  std::shared_ptr<std::atomic<std::size_t>> under_way_;
};

// The code behind one capability. Handlers are made once, live as long as the host, and are called from
// several threads at once: what they hold is immutable or behind a lock.
class Handler {
 public:
  virtual ~Handler() = default;

  // The declaration that this is the code of; static storage.
  virtual const CapabilityDecl& declaration() const = 0;

  // Resolves and counts; changes nothing. May block. Errors: InvalidArgument (a slot is wrong: which, and an
  // example), NotFound, PermissionDenied, Unavailable, Cancelled, DeadlineExceeded. The host fills intent,
  // risk, caller and context of the plan.
  virtual absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) = 0;

  // Does what the plan says, on a worker. May block; asks context.check() as it goes. Errors as for plan(),
  // and for a failure that has values worth showing an Outcome with status error.
  virtual absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) = 0;

  // Whether plan() and execute() would now return within some 50 microseconds without blocking: the host then
  // runs them on the calling thread. Asked for each call.
  virtual bool immediate() const { return false; }
};

}  // namespace maxos::agents
