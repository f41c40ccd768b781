#include <fcntl.h>

#include <algorithm>
#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/digest.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/reading.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr auto kDigestProgressEvery = std::chrono::milliseconds(100);

bool same_state(const struct statx& a, const struct statx& b) {
  return a.stx_size == b.stx_size && a.stx_mtime.tv_sec == b.stx_mtime.tv_sec &&
         a.stx_mtime.tv_nsec == b.stx_mtime.tv_nsec;
}

// Tells how far it is, and asks whether to go on.
class Course {
 public:
  Course(std::uint64_t size, const ExecutionContext& context) : size_(size), context_(context) {}

  absl::Status operator()(std::uint64_t bytes) {
    const auto now = ExecutionContext::Clock::now();
    if (now >= next_) {
      next_ = now + kDigestProgressEvery;
      const std::uint64_t all = std::max(size_, bytes);
      context_.progress(static_cast<int>(bytes * 100 / all),
                        base::human_bytes(bytes) + " of " + base::human_bytes(all) + " read");
    }
    return context_.check();
  }

 private:
  const std::uint64_t size_;
  const ExecutionContext& context_;
  ExecutionContext::Clock::time_point next_ = ExecutionContext::Clock::now() + kDigestProgressEvery;
};

class ChecksumHandler : public Handler {
 public:
  explicit ChecksumHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_checksum(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto file = resolve_file(roots, text_slot(*slots, "path"), request.context, context);
    if (!file.ok()) return file.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", file->path);
    plan.slots.try_emplace("algorithm", "sha256");
    plan.targets = {file->path};
    plan.bytes = file->info.stx_size;
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto file = open_planned_file(roots, text_slot(plan.slots, "path"), context);
    if (!file.ok()) return file.status();
    const std::string algorithm(text_slot(plan.slots, "algorithm"));
    const std::string name = display_name(file->path, PATH_MAX);
    Course course(file->info.stx_size, context);
    const auto digest =
        digest_of(file->fd.get(), algorithm, [&course](std::uint64_t bytes) { return course(bytes); });
    if (!digest.ok()) return base::annotate(digest.status(), name);
    struct statx after {};
    const bool changed = ::statx(file->fd.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS, &after) != 0 ||
                         !same_state(file->info, after);

    Outcome outcome;
    outcome.message = "The " + algorithm + " of " + name + " (" + base::human_bytes(digest->bytes) + ") is " +
                      digest->hex + ".";
    if (changed)
      outcome.message.append(
          " The file was changed while it was read, so the digest is of no one state of it; ask again.");
    outcome.values = {{"path", base::to_utf8(file->path)},
                      {"algorithm", algorithm},
                      {"digest", digest->hex},
                      {"size_bytes", std::to_string(digest->bytes)},
                      {"modified", time_text(file->info.stx_mtime)},
                      {"changed_meanwhile", changed ? "true" : "false"}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_checksum(const HandlerEnvironment& environment) {
  return std::make_unique<ChecksumHandler>(environment);
}

}  // namespace maxos::agents
