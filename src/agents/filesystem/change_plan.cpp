#include "agents/filesystem/change_plan.h"

#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

absl::Status check_not_needed(const Roots& roots, const Subject& subject) {
  const std::string& path = subject.place.path;
  if (const std::string needed = roots.needed_below(path); !needed.empty()) {
    return base::denied(display_path(path) +
                        (needed == path ? " itself" : ", which holds " + display_path(needed) + ",") +
                        " is needed by this service and stays where it is.");
  }
  if (!subject.count.forbidden.empty()) {
    return base::denied(display_path(subject.count.forbidden) +
                        " is needed by this service and stays where it is.");
  }
  if (subject.count.mount_point.empty()) return absl::OkStatus();
  return base::failed_precondition(display_path(subject.count.mount_point) +
                                   " is a mount point: what is mounted there is not moved or deleted. "
                                   "Name what is in it, or have it unmounted.");
}

bool above_thresholds(const config::Filesystem& config, std::uint64_t entries, std::uint64_t bytes) {
  return entries > config.confirm_entries || bytes > config.confirm_bytes;
}

std::string mark(const store::Identity& identity) {
  return std::to_string(identity.inode) + "." + std::to_string(identity.born) + "." +
         std::to_string(identity.type);
}

std::string seal_of(const Subject& subject, const std::optional<Subject>& replaced) {
  return mark(identity_of(subject.info)) + "/" + (replaced ? mark(identity_of(replaced->info)) : "-");
}

std::uint64_t entries_of(const Subject& subject, const std::optional<Subject>& replaced) {
  return subject.count.entries + (replaced ? replaced->count.entries : 0);
}
std::uint64_t bytes_of(const Subject& subject, const std::optional<Subject>& replaced) {
  return subject.count.bytes + (replaced ? replaced->count.bytes : 0);
}

}  // namespace

absl::StatusOr<Subject> subject_of(const HandlerEnvironment& environment, const std::string& path, Use use,
                                   const ExecutionContext& context) {
  const Roots roots = Roots::of(environment);
  const auto resolved = roots.resolve(path, FinalLink::keep, context);
  if (!resolved.ok()) return resolved.status();
  if (!resolved->parent) {
    return base::denied(
        display_path(resolved->path) + " is one of the directories that this service may use. " +
        (use == Use::read ? "Name something in it." : "It stays where it is; name something in it."));
  }
  auto place = place_of(roots, resolved->path, context);
  if (!place.ok()) return place.status();
  Subject subject;
  subject.place = *std::move(place);
  if (!look(subject.place.parent.get(), subject.place.name.c_str(), subject.info)) {
    return base::not_found(display_path(subject.place.path) + " does not exist any more.");
  }
  auto count = count_tree(subject.place.parent.get(), subject.place.name, subject.place.path,
                          roots.forbidden_files(use == Use::take_away), context);
  if (!count.ok()) return count.status();
  subject.count = *std::move(count);
  if (use == Use::take_away) MAXOS_RETURN_IF_ERROR(check_not_needed(roots, subject));
  return subject;
}

absl::StatusOr<Place> destination_of(const Roots& roots, const std::string& asked, const std::string& source,
                                     const ExecutionContext& context) {
  const auto there = roots.resolve(asked, FinalLink::follow, context);
  if (there.ok() && is_directory(there->info)) {
    const std::string name = source.substr(source.rfind('/') + 1);
    return new_place(roots, there->path + "/" + name, context);
  }
  if (!there.ok() && !absl::IsNotFound(there.status())) return there.status();
  auto place = new_place(roots, asked, context);
  if (absl::IsNotFound(place.status())) {
    return base::not_found(std::string(base::message_of(place.status())) +
                           " Make that directory first, then ask again.");
  }
  return place;
}

absl::Status check_apart(const std::string& source, const std::string& destination) {
  if (source == destination)
    return base::invalid_argument(display_path(source) +
                                  " is there already: source and destination are the same.");
  if (within(destination, source)) {
    return base::invalid_argument(display_path(destination) + " lies in " + display_path(source) +
                                  " itself. Choose a destination outside of it.");
  }
  if (within(source, destination)) {
    return base::invalid_argument(display_path(destination) + " holds " + display_path(source) +
                                  " itself and cannot be replaced by it.");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Subject>> replaced_at(const HandlerEnvironment& environment, const Place& place,
                                                   bool overwrite, const ExecutionContext& context) {
  const auto info = look_at(place);
  if (!info.ok()) return info.status();
  if (!*info) return std::nullopt;
  if (!overwrite) {
    return base::failed_precondition(display_path(place.path) +
                                     " exists already, and nothing is replaced unless you ask for it: choose "
                                     "another name, or ask again and add that it may be overwritten.");
  }
  auto subject = subject_of(environment, place.path, Use::take_away, context);
  if (!subject.ok()) return subject.status();
  return std::optional<Subject>(*std::move(subject));
}

void fill_plan(Plan& plan, const HandlerEnvironment& environment, const Subject& subject,
               const std::optional<Subject>& replaced) {
  plan.entries = entries_of(subject, replaced);
  plan.bytes = bytes_of(subject, replaced);
  plan.confirm =
      replaced.has_value() || above_thresholds(environment.config()->filesystem, plan.entries, plan.bytes);
  plan.seal = seal_of(subject, replaced);
}

absl::Status check_plan(const Plan& plan, const HandlerEnvironment& environment, const Subject& subject,
                        const std::optional<Subject>& replaced) {
  const std::string name = display_path(subject.place.path);
  if (plan.seal != seal_of(subject, replaced)) {
    return base::failed_precondition("What stands at " + name +
                                     ", or where it should go, is not what was planned for. Ask again.");
  }
  const std::uint64_t entries = entries_of(subject, replaced);
  const std::uint64_t bytes = bytes_of(subject, replaced);
  if (entries <= plan.entries && bytes <= plan.bytes) return absl::OkStatus();
  // A file that is being written to grows all the time: that matters where somebody said yes to a number, or
  // would have been asked.
  const bool asked = plan.confirm || plan.risk == Risk::destructive;
  if (!asked && !above_thresholds(environment.config()->filesystem, entries, bytes)) return absl::OkStatus();
  const std::string grown = replaced ? name + " and " + display_path(replaced->place.path) +
                                           ", which it replaces, have grown since: "
                                     : name + " has grown since: ";
  return base::failed_precondition(grown + base::counted(entries, "entry", "entries") + " with " +
                                   base::human_bytes(bytes) + " instead of " + std::to_string(plan.entries) +
                                   " with " + base::human_bytes(plan.bytes) + ". Ask again.");
}

std::string words_for(const Subject& subject) {
  std::string text =
      "the " + std::string(type_words(subject.info.stx_mode)) + " " + display_path(subject.place.path);
  if (is_directory(subject.info)) {
    return text + " (" + base::counted(subject.count.entries, "entry", "entries") + ", " +
           base::human_bytes(subject.count.bytes) + ")";
  }
  if ((subject.info.stx_mode & S_IFMT) == S_IFREG)
    text.append(" (" + base::human_bytes(subject.count.bytes) + ")");
  return text;
}

std::string undo_words(std::int64_t transaction) {
  return " To take it back, undo " + store::transaction_name(transaction) + ".";
}

}  // namespace maxos::agents
