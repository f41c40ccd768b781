#include <climits>
#include <utility>

#include "agents/builtin.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/glob.h"
#include "agents/filesystem/reading.h"
#include "agents/filesystem/search.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Told in the message; the payload has more.
constexpr std::size_t kNamesInMessage = 5;

std::optional<std::uint64_t> number_slot(const Values& slots, std::string_view name) {
  return slots.contains(name) ? std::optional(count_slot(slots, name, 0)) : std::nullopt;
}

SearchConditions conditions_of(const Values& slots, std::int64_t now) {
  SearchConditions conditions;
  conditions.pattern = text_slot(slots, "pattern");
  conditions.kind = text_slot(slots, "kind");
  conditions.content = text_slot(slots, "content");
  conditions.min_size = number_slot(slots, "min_size");
  conditions.max_size = number_slot(slots, "max_size");
  const auto ago = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto age = number_slot(slots, name);
    return age ? std::optional(now - static_cast<std::int64_t>(*age)) : std::nullopt;
  };
  conditions.modified_after = ago("modified_within");
  conditions.modified_before = ago("older_than");
  return conditions;
}

// What somebody asks for tells what they want to see first.
SearchOrder order_of(const SearchConditions& conditions) {
  if (conditions.min_size || conditions.max_size) return SearchOrder::largest;
  if (conditions.modified_after) return SearchOrder::newest;
  if (conditions.modified_before) return SearchOrder::oldest;
  return SearchOrder::path;
}

std::string_view order_words(SearchOrder order) {
  switch (order) {
    case SearchOrder::largest:
      return ", largest first";
    case SearchOrder::newest:
      return ", newest first";
    case SearchOrder::oldest:
      return ", oldest first";
    default:
      return "";
  }
}

std::string match_json(const SearchMatch& match) {
  JsonObject json;
  json.text("path", match.path).text("type", type_name(match.mode));
  if ((match.mode & S_IFMT) == S_IFREG) json.number("size_bytes", match.size);
  json.text("modified", base::rfc3339(match.modified));
  if (match.line > 0) json.number("line", match.line).text("text", match.excerpt);
  return json.take();
}

// The path of a match as one reads it below `top`.
std::string below(const std::string& top, const std::string& path) {
  return display_name(std::string_view(path).substr(top == "/" ? 1 : top.size() + 1), 512);
}

// What was looked for: " *.pdf", " with "invoice" in it"; empty when anything was.
std::string sought(const Values& slots) {
  std::string text;
  if (const auto kind = text_slot(slots, "kind"); !kind.empty() && kind != "directory")
    text.append(" (").append(kind).append(")");
  if (const auto pattern = text_slot(slots, "pattern"); !pattern.empty())
    text.append(" ").append(display_name(pattern));
  if (const auto content = text_slot(slots, "content"); !content.empty())
    text.append(" with \"").append(display_name(content, 60)).append("\" in the text");
  return text;
}

std::string found_words(const SearchFound& found) {
  const std::uint64_t others = found.total - found.files - found.directories;
  std::vector<std::string> parts;
  if (found.files > 0 || found.total == 0) parts.push_back(base::counted(found.files, "file", "files"));
  if (found.directories > 0) parts.push_back(base::counted(found.directories, "directory", "directories"));
  if (others > 0) parts.push_back(base::counted(others, "other", "others"));
  return base::join(parts, " and ");
}

std::string summary(const std::string& top, const Values& slots, const SearchFound& found,
                    const WalkResult& walked, SearchOrder order) {
  const std::string where = " below " + display_name(top, PATH_MAX);
  if (found.total == 0) {
    return "Nothing" + where + " matches" + sought(slots) + " (" +
           base::counted(walked.entries, "entry", "entries") + " looked at).";
  }
  std::string text = walked.stopped ? "At least " : "";
  text.append(found_words(found))
      .append(found.total == 1 ? " matches" : " match")
      .append(sought(slots))
      .append(where);
  if (found.files > 1) text.append(" (" + base::human_bytes(found.file_bytes) + " in all)");
  if (found.largest && found.files > 1 && order != SearchOrder::largest) {
    text.append("; the largest is " + below(top, found.largest->path) + " with " +
                base::human_bytes(found.largest->size));
  }
  text.append(found.total > 1 ? order_words(order) : "").append(": ");
  std::size_t named = 0;
  for (const SearchMatch& match : found.matches) {
    if (named == kNamesInMessage) break;
    if (named++ > 0) text.append(", ");
    text.append(below(top, match.path));
    if ((match.mode & S_IFMT) == S_IFDIR) text.append("/");
    if (order == SearchOrder::largest) text.append(" (" + base::human_bytes(match.size) + ")");
    if (match.line > 0) text.append(" line " + std::to_string(match.line));
  }
  if (found.total > named) text.append(" and " + std::to_string(found.total - named) + " more");
  return text + ".";
}

std::string trouble_words(const SearchFound& found, const WalkResult& walked) {
  std::string text = left_out_words(walked);
  if (found.unreadable_files > 0) {
    text.append(" " + base::counted(found.unreadable_files, "file", "files") +
                " could not be opened and may hold the text too.");
  }
  return text;
}

class SearchHandler : public Handler {
 public:
  explicit SearchHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_search(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    MAXOS_RETURN_IF_ERROR(check_glob(text_slot(*slots, "pattern")));
    const Roots roots = Roots::of(environment_);
    const auto top = resolve_directory(roots, text_slot(*slots, "path"), request.context, context);
    if (!top.ok()) return top.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", top->path);
    plan.slots.try_emplace("limit", std::to_string(environment_.config()->limits.list_entries));
    plan.targets = {top->path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto top = planned_directory(roots, text_slot(plan.slots, "path"), context);
    if (!top.ok()) return top.status();
    const std::int64_t now = std::chrono::system_clock::to_time_t(environment_.clock.system());
    const SearchConditions conditions = conditions_of(plan.slots, now);
    const SearchOrder order = order_of(conditions);
    const std::size_t budget = list_budget(environment_.config()->limits.answer_bytes);
    Search search(conditions,
                  {.order = order,
                   .limit = count_slot(plan.slots, "limit", 1),
                   .kept_bytes = budget,
                   // Reading everything just to count what nobody will see costs hours on big trees.
                   .first_found = !conditions.content.empty() && order == SearchOrder::path});
    const WalkOptions options = {.progress = [&](const WalkProgress& done) {
      context.progress(percent_of(done), base::counted(done.entries, "entry", "entries") + " looked at, " +
                                             std::to_string(search.matches()) + " match");
    }};
    const auto walked = walk_tree(roots, *top, options, search, context);
    if (!walked.ok()) return base::annotate(walked.status(), display_name(top->path, PATH_MAX));

    const SearchFound found = search.take();
    JsonList matches(budget);
    std::uint64_t shown = 0;
    for (const SearchMatch& match : found.matches) {
      if (!matches.add(match_json(match))) break;
      ++shown;
    }
    Outcome outcome;
    outcome.message = summary(top->path, plan.slots, found, *walked, order) + trouble_words(found, *walked);
    outcome.values = {
        {"path", base::to_utf8(top->path)},
        {"matches", matches.take()},
        {"total_count", std::to_string(found.total)},
        {"shown_count", std::to_string(shown)},
        {"truncated", shown < found.total || walked->stopped ? "true" : "false"},
        {"complete", walked->stopped || incomplete(*walked) || found.unreadable_files > 0 ? "false" : "true"},
        {"total_bytes", std::to_string(found.file_bytes)},
        {"file_count", std::to_string(found.files)},
        {"directory_count", std::to_string(found.directories)},
        {"searched_count", std::to_string(walked->entries)},
        {"unreadable_count", std::to_string(walked->unreadable + found.unreadable_files)}};
    if (!conditions.content.empty())
      outcome.values.emplace_back("not_text_count", std::to_string(found.not_text));
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_search(const HandlerEnvironment& environment) {
  return std::make_unique<SearchHandler>(environment);
}

}  // namespace maxos::agents
