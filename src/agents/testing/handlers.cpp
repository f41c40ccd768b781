#include "agents/handlers.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "agents/builtin.h"
#include "agents/slots.h"
#include "base/fd.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// A plan that is the checked slots and nothing else.
absl::StatusOr<Plan> plan_of_slots(const CapabilityDecl& capability, const PlanRequest& request) {
  auto slots = check_slots(capability, request.slots);
  if (!slots.ok()) return slots.status();
  Plan plan;
  plan.slots = *std::move(slots);
  return plan;
}

Outcome done(std::string message) {
  Outcome outcome;
  outcome.message = std::move(message);
  return outcome;
}

class HangHandler : public Handler {
 public:
  const CapabilityDecl& declaration() const override { return declare_test_hang(); }
  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    return plan_of_slots(declaration(), request);
  }
  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    // Without context.check(): this is what a hung worker looks like.
    std::this_thread::sleep_for(std::chrono::seconds(count_slot(plan.slots, "seconds", 1)));
    return done("Hung as asked.");
  }
};

class WorkHandler : public Handler {
 public:
  const CapabilityDecl& declaration() const override { return declare_test_work(); }
  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    return plan_of_slots(declaration(), request);
  }
  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto started = ExecutionContext::Clock::now();
    const auto length = std::chrono::seconds(count_slot(plan.slots, "seconds", 1));
    const std::string filled(count_slot(plan.slots, "bytes", 0), 'x');
    int reported = -1;
    std::uint64_t sent = 0;
    for (;;) {
      MAXOS_RETURN_IF_ERROR(context.check());
      // As many items as are taken.
      while (context.takes_items() && context.has_room()) {
        ++sent;
        context.send({"item " + std::to_string(sent), {{"number", std::to_string(sent)}}});
      }
      const auto elapsed = ExecutionContext::Clock::now() - started;
      const int percent = static_cast<int>(std::min<std::int64_t>(100, elapsed * 100 / length));
      if (percent != reported && sent == 0) context.progress(percent, "working");
      reported = percent;
      if (percent == 100) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    Outcome outcome;
    outcome.message = "Worked " + std::to_string(length.count()) + " seconds.";
    outcome.values.emplace_back("filled_bytes", std::to_string(filled.size()));
    outcome.values.emplace_back("sent_count", std::to_string(sent));
    return outcome;
  }
};

class ChangeHandler : public Handler {
 public:
  const CapabilityDecl& declaration() const override { return declare_test_change(); }
  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto plan = plan_of_slots(declaration(), request);
    if (!plan.ok()) return plan;
    const char* file = std::getenv("MAXOS_TEST_CHANGE_FILE");
    if (file == nullptr) return base::unavailable("The variable MAXOS_TEST_CHANGE_FILE names no file.");
    plan->targets = {file};
    plan->entries = 1;
    plan->bytes = text_slot(plan->slots, "text").size() + 1;
    plan->preview = "Would append the line \"" + plan->slots.at("text") + "\" to " + file + ".";
    plan->confirm = true;
    return plan;
  }
  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    const std::string& file = plan.targets.at(0);
    const base::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!fd) return base::from_errno(errno, "cannot open " + file);
    const std::string line = plan.slots.at("text") + "\n";
    if (::write(fd.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      return base::from_errno(errno, "cannot write " + file);
    }
    return done("Appended one line to " + file + ".");
  }
};

}  // namespace

std::unique_ptr<Handler> make_test_hang(const HandlerEnvironment&) {
  return std::make_unique<HangHandler>();
}
std::unique_ptr<Handler> make_test_work(const HandlerEnvironment&) {
  return std::make_unique<WorkHandler>();
}
std::unique_ptr<Handler> make_test_change(const HandlerEnvironment&) {
  return std::make_unique<ChangeHandler>();
}

Handlers make_testing_handlers(const HandlerEnvironment& environment) {
  Handlers handlers;
#define MAXOS_ENTRY(name) handlers.push_back(make_##name(environment));
  MAXOS_TESTING_CAPABILITIES(MAXOS_ENTRY)
#undef MAXOS_ENTRY
  return handlers;
}

}  // namespace maxos::agents
