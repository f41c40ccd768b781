#include "agents/filesystem/relocation.h"

#include <sys/xattr.h>

#include <climits>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/roots.h"
#include "agents/filesystem/tree_copy.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// xattr(7). In two pieces: in one it looks like an intent to the check of the documentation.
constexpr const char* kDefaultAcl =
    "system"
    ".posix_acl_default";

bool is_renaming(const Values& context) {
  const auto said = context.find("rename");
  return said != context.end() && said->second == "true";
}

// "rename docs/a.txt to b.txt": a bare name is one beside it. After a whole path it is so too where it was
// said otherwise ("move /srv/x/a.txt to b.txt"), unless the caller works in a directory of its own, or there
// is a folder of that name at home.
std::string destination_path(const Roots& roots, const Values& slots, std::string_view at_home,
                             const std::string& source, const Values& context,
                             const ExecutionContext& execution) {
  const std::string_view name = text_slot(slots, "destination");
  const std::string_view said = text_slot(slots, "source");
  const bool bare = !name.empty() && name.find('/') == std::string_view::npos && name != "." &&
                    name != ".." && at_home.ends_with(name);
  if (bare && is_renaming(context) && said.find('/') != std::string_view::npos)
    return source.substr(0, source.rfind('/') + 1).append(name);
  if (!bare || !(said.starts_with('/') || said.starts_with("~/")) || context.contains("cwd"))
    return std::string(at_home);
  const auto folder = roots.resolve(at_home, FinalLink::follow, execution);
  if (folder.ok() && is_directory(folder->info)) return std::string(at_home);
  return source.substr(0, source.rfind('/') + 1).append(name);
}

}  // namespace

absl::StatusOr<Plan> plan_relocation(const HandlerEnvironment& environment, const CapabilityDecl& declaration,
                                     const PlanRequest& request, Use use, std::string_view verb,
                                     const ExecutionContext& context) {
  auto slots = check_slots(declaration, request.slots);
  if (!slots.ok()) return slots.status();
  const Roots roots = Roots::of(environment);
  const auto source_path = roots.absolute(text_slot(*slots, "source"), request.context);
  if (!source_path.ok()) return source_path.status();
  const auto at_home = roots.absolute(text_slot(*slots, "destination"), request.context);
  if (!at_home.ok()) return at_home.status();
  const auto source = subject_of(environment, *source_path, use, context);
  if (!source.ok()) return source.status();
  const auto destination = destination_of(
      roots, destination_path(roots, *slots, *at_home, source->place.path, request.context, context),
      source->place.path, context);
  if (!destination.ok()) return destination.status();
  MAXOS_RETURN_IF_ERROR(check_apart(source->place.path, destination->path));
  const auto replaced = replaced_at(environment, *destination, flag_slot(*slots, "overwrite"), context);
  if (!replaced.ok()) return replaced.status();
  Plan plan;
  plan.slots = *std::move(slots);
  plan.slots.insert_or_assign("source", source->place.path);
  plan.slots.insert_or_assign("destination", destination->path);
  plan.targets = {source->place.path, destination->path};
  fill_plan(plan, environment, *source, *replaced);
  plan.preview =
      std::string(verb) + " " + words_for(*source) + " to " + display_name(destination->path, PATH_MAX) + ".";
  if (*replaced)
    plan.preview.append(" This replaces " + words_for(**replaced) + ", which goes to the trash.");
  return plan;
}

absl::StatusOr<Relocation> find_relocation(const HandlerEnvironment& environment, const Plan& plan, Use use,
                                           const ExecutionContext& context) {
  auto source = subject_of(environment, std::string(text_slot(plan.slots, "source")), use, context);
  if (!source.ok()) return source.status();
  auto destination =
      place_of(Roots::of(environment), std::string(text_slot(plan.slots, "destination")), context);
  if (!destination.ok()) return destination.status();
  auto replaced = replaced_at(environment, *destination, flag_slot(plan.slots, "overwrite"), context);
  if (!replaced.ok()) return replaced.status();
  MAXOS_RETURN_IF_ERROR(check_plan(plan, environment, *source, *replaced));
  return Relocation{*std::move(source), *std::move(destination), *std::move(replaced)};
}

absl::Status clear_destination(Change& change, const Relocation& relocation,
                               const ExecutionContext& context) {
  if (!relocation.replaced) return absl::OkStatus();
  const Subject& old = *relocation.replaced;
  return change.trash(old.place.path, identity_of(old.info), old.count.entries, old.count.bytes, context);
}

absl::StatusOr<std::uint64_t> copy_to_destination(const HandlerEnvironment& environment, Change& change,
                                                  const Relocation& relocation, bool verify,
                                                  const ExecutionContext& context) {
  // What is left of the percents is for the sync.
  constexpr int kCopied = 90;
  constexpr int kCopiedUnverified = 60;
  const Subject& source = relocation.source;
  const auto stage = change.stage(relocation.destination.directory(), context);
  if (!stage.ok()) return stage.status();
  constexpr const char* kName = "copy";
  // What is copied has its own permissions, not those that the destination gives to what is made there.
  ::fremovexattr((*stage)->fd.get(), kDefaultAcl);
  const auto copied =
      copy_tree(source.place, (*stage)->fd.get(), kName, source.count, verify ? kCopiedUnverified : kCopied,
                Roots::of(environment).forbidden_files(false), context);
  if (!copied.ok()) return copied.status();
  if (verify) {
    MAXOS_RETURN_IF_ERROR(compare_trees(source.place, (*stage)->fd.get(), kName, context));
    context.progress(kCopied, "Compared the copy with the original");
  }
  MAXOS_RETURN_IF_ERROR(clear_destination(change, relocation, context));
  MAXOS_RETURN_IF_ERROR(change.publish((*stage)->path + "/" + kName, relocation.destination.path, context));
  return copied->lost_attributes;
}

Outcome relocation_outcome(const Relocation& relocation, std::string_view done, std::int64_t transaction,
                           std::uint64_t lost_attributes) {
  Outcome outcome;
  const Subject& source = relocation.source;
  std::string text = std::string(done) + " " + words_for(source) + " to " +
                     display_name(relocation.destination.path, PATH_MAX) + ".";
  if (relocation.replaced) text.append(" What was there went to the trash.");
  outcome.summary = text;
  if (lost_attributes > 0) {
    text.append(" " + base::counted(lost_attributes, "extended attribute", "extended attributes") +
                " could not be kept: the file system there does not take them.");
  }
  outcome.message = text + undo_words(transaction);
  outcome.values = {{"source", base::to_utf8(source.place.path)},
                    {"destination", base::to_utf8(relocation.destination.path)},
                    {"transaction", store::transaction_name(transaction)},
                    {"entry_count", std::to_string(source.count.entries)},
                    {"total_bytes", std::to_string(source.count.bytes)},
                    {"replaced", relocation.replaced ? "true" : "false"}};
  return outcome;
}

}  // namespace maxos::agents
