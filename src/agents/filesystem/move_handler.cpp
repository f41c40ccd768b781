#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/descent.h"
#include "agents/filesystem/relocation.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// Mounts, not devices: two bind mounts of one file system are as far apart as two disks (rename(2), EXDEV).
absl::StatusOr<bool> same_mount(const Relocation& relocation) {
  struct statx from {};
  struct statx to {};
  if (!look(relocation.source.place.parent.get(), "", from) ||
      !look(relocation.destination.parent.get(), "", to)) {
    return base::from_errno(errno, "Cannot look at " + display_name(relocation.destination.path, PATH_MAX));
  }
  return from.stx_mnt_id == to.stx_mnt_id;
}

class MoveHandler : public Handler {
 public:
  explicit MoveHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_move(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    return plan_relocation(environment_, declaration(), request, Use::take_away, "Move", context);
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto found = find_relocation(environment_, plan, Use::take_away, context);
    if (!found.ok()) return found.status();
    const auto near = same_mount(*found);
    if (!near.ok()) return near.status();
    const Subject& source = found->source;
    const auto change = Change::begin(environment_, plan.caller,
                                      {plan.intent,
                                       "Moved " + display_name(source.place.path, PATH_MAX) + " to " +
                                           display_name(found->destination.path, PATH_MAX),
                                       source.count.entries, source.count.bytes, 0});
    if (!change.ok()) return change.status();
    const auto lost = *near ? rename(**change, *found, context) : move_apart(**change, *found, context);
    if (!lost.ok()) return (*change)->abandon(lost.status());
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));
    return relocation_outcome(*found, "Moved", (*change)->id(), *lost);
  }

 private:
  static absl::StatusOr<std::uint64_t> rename(Change& change, const Relocation& found,
                                              const ExecutionContext& context) {
    MAXOS_RETURN_IF_ERROR(clear_destination(change, found, context));
    const Subject& source = found.source;
    change.move(source.place.path, found.destination.path, identity_of(source.info), source.count.entries,
                source.count.bytes);
    return 0;
  }

  // A copy that is the same, byte for byte; then the original goes to the trash of its own mount.
  absl::StatusOr<std::uint64_t> move_apart(Change& change, const Relocation& found,
                                           const ExecutionContext& context) const {
    const Subject& source = found.source;
    auto lost = copy_to_destination(environment_, change, found, true, context);
    if (!lost.ok()) return lost;
    MAXOS_RETURN_IF_ERROR(change.trash(source.place.path, identity_of(source.info), source.count.entries,
                                       source.count.bytes, context));
    return lost;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_move(const HandlerEnvironment& environment) {
  return std::make_unique<MoveHandler>(environment);
}

}  // namespace maxos::agents
