#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/reading.h"
#include "agents/filesystem/text_part.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Of one end, when the request does not say how many.
constexpr std::uint64_t kLinesOfAnEnd = 20;
constexpr std::uint64_t kAllLines = UINT64_MAX;
// Of the text in the message; the payload has what limits.answer_bytes allows.
constexpr std::size_t kMessageBytes = std::size_t{8} << 10U;
// UTF-8 of what was no UTF-8 is three times as long.
constexpr std::size_t kGrowth = 3;

std::string line_words(std::uint64_t lines) {
  return base::counted(lines, "line", "lines");
}

std::string heading(const std::string& path, const TextPart& part, std::uint64_t size, bool tail) {
  const std::string name = display_name(path, PATH_MAX);
  const std::string bytes = " (" + base::human_bytes(size) + ")";
  if (part.from_start && part.to_end) {
    if (part.text.empty()) return name + " is empty";
    return name + " has " + line_words(part.lines) + bytes;
  }
  return std::string(tail ? "The last " : "The first ") +
         (part.lines == 1 ? "line" : line_words(part.lines)) + " of " + name + bytes;
}

std::string message(const std::string& path, const TextPart& part, std::uint64_t size, bool tail) {
  std::string text = heading(path, part, size, tail);
  if (part.text.empty()) return text + ".";
  bool cut = false;
  text.append(":\n").append(terminal_text(part.text, kMessageBytes, cut));
  if (text.back() == '\n') text.pop_back();
  if (cut) text.append("\n… (the rest is in the payload's content)");
  if (part.cut) {
    text.append("\n… (cut at what an answer may hold; ask for ")
        .append(tail ? "the first" : "the last")
        .append(" lines to see the other end)");
  }
  return text;
}

class ReadHandler : public Handler {
 public:
  explicit ReadHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_read(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto file = resolve_file(roots, text_slot(*slots, "path"), request.context, context);
    if (!file.ok()) return file.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", file->path);
    // Whoever names an end or a number of lines does not want all of it.
    if (plan.slots.contains("from")) plan.slots.try_emplace("lines", std::to_string(kLinesOfAnEnd));
    plan.slots.try_emplace("from", "head");
    plan.targets = {file->path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto file = open_planned_file(roots, text_slot(plan.slots, "path"), context);
    if (!file.ok()) return file.status();
    // A file of the kernel's says that it is empty, and has no end to begin at.
    const bool tail = text_slot(plan.slots, "from") == "tail" && file->info.stx_size > 0;
    const std::uint64_t lines = count_slot(plan.slots, "lines", kAllLines);
    const std::size_t most = list_budget(environment_.config()->limits.answer_bytes) / kGrowth;
    const auto part = tail ? read_tail(file->fd.get(), file->info.stx_size, lines, most, context)
                           : read_head(file->fd.get(), lines, most, context);
    const std::string name = display_name(file->path, PATH_MAX);
    if (absl::IsInvalidArgument(part.status())) {
      return base::invalid_argument(name + " (" + base::human_bytes(file->info.stx_size) +
                                    ") cannot be shown: " + std::string(base::message_of(part.status())) +
                                    ". To see what it is, ask: show details of " + name);
    }
    if (!part.ok()) return base::annotate(part.status(), name);

    Outcome outcome;
    outcome.message = message(file->path, *part, file->info.stx_size, tail);
    outcome.summary = heading(file->path, *part, file->info.stx_size, tail) + ".";
    outcome.values = {{"path", base::to_utf8(file->path)},
                      {"content", base::to_utf8(part->text)},
                      {"encoding", base::is_utf8(part->text) ? "utf-8" : "unknown"},
                      {"line_count", std::to_string(part->lines)},
                      {"shown_bytes", std::to_string(part->text.size())},
                      {"size_bytes", std::to_string(file->info.stx_size)},
                      {"modified", time_text(file->info.stx_mtime)},
                      {"from_start", part->from_start ? "true" : "false"},
                      {"to_end", part->to_end ? "true" : "false"},
                      {"truncated", part->cut ? "true" : "false"}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_read(const HandlerEnvironment& environment) {
  return std::make_unique<ReadHandler>(environment);
}

}  // namespace maxos::agents
