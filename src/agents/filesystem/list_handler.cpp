#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <map>

#include "agents/accounts.h"
#include "agents/builtin.h"
#include "agents/filesystem/descent.h"
#include "agents/filesystem/directory.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/glob.h"
#include "agents/filesystem/roots.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Names told in the message; the payload has them all.
constexpr std::size_t kNamesInMessage = 8;

SortOrder sort_of(std::string_view text) {
  if (text == "size") return SortOrder::size;
  if (text == "time") return SortOrder::time;
  if (text == "type") return SortOrder::type;
  return SortOrder::name;
}

absl::Status not_a_directory(const Resolved& resolved) {
  const std::string path = display_name(resolved.path, PATH_MAX);
  return base::invalid_argument(path + " is a " + std::string(type_words(resolved.info.stx_mode)) +
                                ", not a directory. To see its size, owner and times, ask: show details of " +
                                path);
}

std::string link_target(int directory, const std::string& name) {
  std::array<char, PATH_MAX> target{};
  const ssize_t length = ::readlinkat(directory, name.c_str(), target.data(), target.size());
  return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : std::string();
}

std::string entry_json(const DirectoryEntry& entry, int directory, Accounts& accounts) {
  JsonObject json;
  json.text("name", entry.name).text("type", type_name(entry.info.stx_mode));
  if (!entry.known) return json.take();
  json.number("size_bytes", entry.info.stx_size)
      .text("modified", time_text(entry.info.stx_mtime))
      .text("mode", octal_mode(entry.info.stx_mode))
      .text("owner", accounts.user(entry.info.stx_uid))
      .text("group", accounts.group(entry.info.stx_gid));
  if ((entry.info.stx_mode & S_IFMT) == S_IFLNK) json.text("target", link_target(directory, entry.name));
  if (is_mount_point(entry.info)) json.flag("mount_point", true);
  return json.take();
}

std::string summary(const std::string& path, const Listing& listing, const Values& slots) {
  const std::string_view pattern = text_slot(slots, "pattern");
  std::string text = display_name(path, PATH_MAX);
  const std::string matching = pattern.empty() ? "" : " matching " + display_name(pattern);
  if (listing.total == 0) {
    text.append(pattern.empty() ? " is empty" : " has no entry" + matching);
    if (listing.unmatched > 0) text.append(" (" + base::counted(listing.unmatched, "other", "others") + ")");
    if (listing.hidden_left_out > 0) {
      text.append(" but for " + base::counted(listing.hidden_left_out, "hidden entry", "hidden entries"));
    }
    return text + ".";
  }
  text.append(" has " + base::counted(listing.total, "entry", "entries") + matching + " (" +
              base::counted(listing.directories, "directory", "directories") + ", " +
              base::counted(listing.files, "file", "files") + " with " +
              base::human_bytes(listing.file_bytes) + ")");
  const SortOrder sort = sort_of(text_slot(slots, "sort"));
  if (sort == SortOrder::size) text.append(", largest first");
  if (sort == SortOrder::time) text.append(", newest first");
  text.append(": ");
  std::size_t named = 0;
  for (const DirectoryEntry& entry : listing.entries) {
    if (named == kNamesInMessage) break;
    if (named++ > 0) text.append(", ");
    text.append(display_name(entry.name));
    if (is_directory(entry.info)) text.append("/");
    if (is_mount_point(entry.info)) text.append(" (mounted there)");
    if (sort == SortOrder::size && entry.known && !is_directory(entry.info)) {
      text.append(" (" + base::human_bytes(entry.info.stx_size) + ")");
    }
  }
  if (listing.total > named) text.append(" and " + std::to_string(listing.total - named) + " more");
  return text + ".";
}

class ListHandler : public Handler {
 public:
  explicit ListHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_list(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    MAXOS_RETURN_IF_ERROR(check_glob(text_slot(*slots, "pattern")));
    const Roots roots = Roots::of(environment_);
    const auto path = roots.absolute(text_slot(*slots, "path"), request.context);
    if (!path.ok()) return path.status();
    auto resolved = roots.resolve(*path, FinalLink::follow, context);
    if (!resolved.ok()) return resolved.status();
    if (!is_directory(resolved->info)) return not_a_directory(*resolved);
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", resolved->path);
    plan.slots.try_emplace("sort", "name");
    plan.slots.try_emplace("hidden", "false");
    plan.slots.try_emplace("limit", std::to_string(environment_.config()->limits.list_entries));
    plan.targets = {resolved->path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    // The canonical path has no links: one that stands there now was put there after the plan, and is not
    // followed.
    const auto resolved = roots.resolve(text_slot(plan.slots, "path"), FinalLink::keep, context);
    if (!resolved.ok()) return resolved.status();
    if (!is_directory(resolved->info)) return not_a_directory(*resolved);
    const auto fd = open_directory(*resolved);
    if (!fd.ok()) return fd.status();
    const ListOptions options = {.pattern = std::string(text_slot(plan.slots, "pattern")),
                                 .hidden = flag_slot(plan.slots, "hidden"),
                                 .sort = sort_of(text_slot(plan.slots, "sort")),
                                 .limit = count_slot(plan.slots, "limit", 1)};
    const auto listing = read_directory(fd->get(), options, context);
    if (!listing.ok()) return base::annotate(listing.status(), display_name(resolved->path, PATH_MAX));

    Accounts accounts;
    JsonList entries(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const DirectoryEntry& entry : listing->entries) {
      MAXOS_RETURN_IF_ERROR(context.check());
      if (!entries.add(entry_json(entry, fd->get(), accounts))) break;
      ++shown;
    }
    Outcome outcome;
    outcome.message = summary(resolved->path, *listing, plan.slots);
    outcome.values = {{"path", base::to_utf8(resolved->path)},
                      {"entries", entries.take()},
                      {"total_count", std::to_string(listing->total)},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < listing->total ? "true" : "false"},
                      {"total_bytes", std::to_string(listing->file_bytes)},
                      {"file_count", std::to_string(listing->files)},
                      {"directory_count", std::to_string(listing->directories)},
                      {"hidden_count", std::to_string(listing->hidden_left_out)}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_list(const HandlerEnvironment& environment) {
  return std::make_unique<ListHandler>(environment);
}

}  // namespace maxos::agents
