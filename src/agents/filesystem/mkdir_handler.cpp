#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// What there is of a path, and what is missing.
struct Wanted {
  Resolved existing;
  std::vector<std::string> missing;

  std::string path() const {
    std::string path = existing.path;
    for (const std::string& name : missing) path.append(path == "/" ? "" : "/").append(name);
    return path;
  }
};

// The longest beginning of `path` that exists: a directory's parents exist, so it can be searched for by
// halves.
absl::StatusOr<Wanted> look_for(const Roots& roots, const std::string& path,
                                const ExecutionContext& context) {
  const std::string root = roots.root_of_path(path);
  if (root.empty()) return roots.outside(path);
  const std::string text = normal(path);
  const std::vector<std::string> names =
      components_of(std::string_view(text).substr(root == "/" ? 0 : root.size()));
  const auto beginning = [&](std::size_t count) {
    std::string at = root;
    for (std::size_t i = 0; i < count; ++i) at.append(at == "/" ? "" : "/").append(names[i]);
    return at;
  };
  std::size_t there = 0;
  std::size_t not_there = names.size() + 1;
  auto existing = roots.resolve(root, FinalLink::follow, context);
  if (!existing.ok()) return existing.status();
  while (there + 1 < not_there) {
    const std::size_t middle = there + (not_there - there) / 2;
    auto resolved = roots.resolve(beginning(middle), FinalLink::follow, context);
    if (resolved.ok()) {
      there = middle;
      existing = std::move(resolved);
    } else if (absl::IsNotFound(resolved.status())) {
      not_there = middle;
    } else {
      return resolved.status();
    }
  }
  Wanted wanted{*std::move(existing), {names.begin() + static_cast<std::ptrdiff_t>(there), names.end()}};
  for (const std::string& name : wanted.missing) {
    if (name == "..")
      return base::not_found(display_name(wanted.existing.path, PATH_MAX) +
                             " has nothing to go back up from.");
    if (is_own_name(name))
      return base::denied("The name " + display_name(name) +
                          " is kept for this service itself. Choose another.");
    if (name.size() > NAME_MAX)
      return base::invalid_argument(display_name(name, 64) +
                                    "… is longer than file names can be (255 bytes).");
  }
  if (!is_directory(wanted.existing.info)) {
    return base::invalid_argument(display_name(wanted.existing.path, PATH_MAX) +
                                  " exists already and is not a directory. Choose another name.");
  }
  return wanted;
}

class MkdirHandler : public Handler {
 public:
  explicit MkdirHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_mkdir(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto path = roots.absolute(text_slot(*slots, "path"), request.context);
    if (!path.ok()) return path.status();
    const auto wanted = look_for(roots, *path, context);
    if (!wanted.ok()) return wanted.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", wanted->path());
    plan.targets = {wanted->path()};
    plan.entries = wanted->missing.size();
    plan.preview = wanted->missing.empty()
                       ? display_name(wanted->path(), PATH_MAX) + " exists already."
                       : "Make the directory " + display_name(wanted->path(), PATH_MAX) + ".";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string path(text_slot(plan.slots, "path"));
    const auto wanted = look_for(Roots::of(environment_), path, context);
    if (!wanted.ok()) return wanted.status();
    if (wanted->path() != path) {
      return base::failed_precondition(display_name(path, PATH_MAX) + " leads elsewhere by now. Ask again.");
    }
    Outcome outcome;
    outcome.values = {{"path", base::to_utf8(path)}, {"created", wanted->missing.empty() ? "false" : "true"}};
    if (wanted->missing.empty()) {
      outcome.message = display_name(path, PATH_MAX) + " exists already. Nothing was changed.";
      return outcome;
    }
    const std::string summary = "Made the directory " + display_name(path, PATH_MAX);
    const auto change =
        Change::begin(environment_, plan.caller, {plan.intent, summary, wanted->missing.size(), 0, 0});
    if (!change.ok()) return change.status();
    if (absl::Status made = make(**change, *wanted, context); !made.ok()) return (*change)->abandon(made);
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));
    outcome.message = summary + "." + undo_words((*change)->id());
    outcome.summary = summary + ".";
    outcome.values.emplace_back("transaction", store::transaction_name((*change)->id()));
    return outcome;
  }

 private:
  // All of them in a stage; the first then appears with the others in it.
  static absl::Status make(Change& change, const Wanted& wanted, const ExecutionContext& context) {
    const auto stage = change.stage(wanted.existing.path, context);
    if (!stage.ok()) return stage.status();
    base::UniqueFd at(::fcntl((*stage)->fd.get(), F_DUPFD_CLOEXEC, 0));
    for (const std::string& name : wanted.missing) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const std::string what = "Cannot make " + display_name(wanted.path(), PATH_MAX);
      if (::mkdirat(at.get(), name.c_str(), 0777) != 0) return change_failed(errno, what);
      at.reset(open_subdirectory(at.get(), name.c_str()));
      if (!at) return change_failed(errno, what);
    }
    const std::string& first = wanted.missing.front();
    const std::string& parent = wanted.existing.path;
    return change.publish((*stage)->path + "/" + first, (parent == "/" ? "" : parent) + "/" + first, context);
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_mkdir(const HandlerEnvironment& environment) {
  return std::make_unique<MkdirHandler>(environment);
}

}  // namespace maxos::agents
