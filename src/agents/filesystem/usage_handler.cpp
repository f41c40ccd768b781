#include <algorithm>
#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/reading.h"
#include "agents/filesystem/usage.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kNamesInMessage = 5;
constexpr std::uint64_t kDefaultLimit = 20;
// As many as fit into an answer, and no more memory than that.
constexpr std::uint64_t kMaxLimit = 5'000;

std::string consumer_json(const Consumer& consumer, std::uint64_t total) {
  JsonObject json;
  json.text("path", consumer.path)
      .text("type", type_name(consumer.mode))
      .number("allocated_bytes", consumer.allocated)
      .number("size_bytes", consumer.size)
      .number("file_count", consumer.files);
  if (total > 0)
    json.decimal("percent", 100.0 * static_cast<double>(consumer.allocated) / static_cast<double>(total), 1);
  if (consumer.mount_point) json.flag("mount_point", true);
  return json.take();
}

std::string below(const std::string& top, const Consumer& consumer) {
  std::string text =
      display_name(std::string_view(consumer.path).substr(top == "/" ? 1 : top.size() + 1), 512);
  if ((consumer.mode & S_IFMT) == S_IFDIR) text.append("/");
  text.append(" (" + base::human_bytes(consumer.allocated));
  if (consumer.mount_point) text.append(", mounted there");
  return text + ")";
}

std::string summary(const UsageFound& found, const WalkResult& walked) {
  const std::string& top = found.total.path;
  std::string text = display_name(top, PATH_MAX) + " takes " + base::human_bytes(found.total.allocated) +
                     " in " + base::counted(found.total.files, "file", "files") + " and " +
                     base::counted(found.directories, "directory", "directories") + ".";
  if (!found.consumers.empty()) {
    text.append(" Largest first: ");
    std::size_t named = 0;
    for (const Consumer& consumer : found.consumers) {
      if (named == kNamesInMessage) break;
      if (named++ > 0) text.append(", ");
      text.append(below(top, consumer));
    }
    if (found.consumer_count > named)
      text.append(" and " + std::to_string(found.consumer_count - named) + " more");
    text.append(".");
  }
  // Worth its words when it is not one of those above.
  if (!found.largest_files.empty() && !found.consumers.empty() &&
      found.largest_files.front().path != found.consumers.front().path) {
    text.append(" The largest single file is " + below(top, found.largest_files.front()) + ".");
  }
  if (found.links_estimated) text.append(" So many files have several names that the sums are estimates.");
  return text + left_out_words(walked);
}

class UsageHandler : public Handler {
 public:
  explicit UsageHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_usage(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto top = resolve_directory(roots, text_slot(*slots, "path"), request.context, context);
    if (!top.ok()) return top.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", top->path);
    plan.slots.try_emplace("limit", std::to_string(kDefaultLimit));
    plan.targets = {top->path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto top = planned_directory(roots, text_slot(plan.slots, "path"), context);
    if (!top.ok()) return top.status();
    Usage usage(top->info, std::min(count_slot(plan.slots, "limit", kDefaultLimit), kMaxLimit));
    const WalkOptions options = {
        .own_names = true, .progress = [&](const WalkProgress& done) {
          context.progress(percent_of(done), base::counted(done.entries, "entry", "entries") + " looked at");
        }};
    const auto walked = walk_tree(roots, *top, options, usage, context);
    if (!walked.ok()) return base::annotate(walked.status(), display_name(top->path, PATH_MAX));
    const UsageFound found = usage.take(top->path);

    const std::size_t budget = list_budget(environment_.config()->limits.answer_bytes);
    JsonList consumers(budget / 2);
    std::uint64_t shown = 0;
    for (const Consumer& consumer : found.consumers) {
      if (!consumers.add(consumer_json(consumer, found.total.allocated))) break;
      ++shown;
    }
    JsonList files(budget / 2);
    for (const Consumer& file : found.largest_files) {
      if (!files.add(consumer_json(file, found.total.allocated))) break;
    }
    Outcome outcome;
    outcome.message = summary(found, *walked);
    outcome.values = {{"path", base::to_utf8(top->path)},
                      {"total_bytes", std::to_string(found.total.allocated)},
                      {"size_bytes", std::to_string(found.total.size)},
                      {"file_count", std::to_string(found.total.files)},
                      {"directory_count", std::to_string(found.directories)},
                      {"consumers", consumers.take()},
                      {"total_count", std::to_string(found.consumer_count)},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < found.consumer_count ? "true" : "false"},
                      {"largest_files", files.take()},
                      {"mount_point_count", std::to_string(walked->mount_points)},
                      {"unreadable_count", std::to_string(walked->unreadable)},
                      {"complete", incomplete(*walked) ? "false" : "true"}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_usage(const HandlerEnvironment& environment) {
  return std::make_unique<UsageHandler>(environment);
}

}  // namespace maxos::agents
