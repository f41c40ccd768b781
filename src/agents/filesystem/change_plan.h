// What the plans of all changes have in common: what is to be changed is looked at, counted, and must still
// be the same when it is done.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <optional>
#include <string>

#include "agents/agent.h"
#include "agents/filesystem/place.h"
#include "agents/filesystem/tree_count.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

// Something that exists and is to be copied, moved or deleted.
struct Subject {
  Place place;
  struct statx info {};
  TreeCount count;
};

enum class Use { read, take_away };

// `path`: absolute, as asked for (a link in its directory is followed, one at its end is meant itself), or as
// a plan has it. take_away: refuses roots, mount points and what the service needs, in it too. NotFound,
// PermissionDenied, FailedPrecondition.
absl::StatusOr<Subject> subject_of(const HandlerEnvironment& environment, const std::string& path, Use use,
                                   const ExecutionContext& context);

// Where a copy of `source` (or itself) goes when `asked` is given as destination: into a directory that
// exists, else under that name.
absl::StatusOr<Place> destination_of(const Roots& roots, const std::string& asked, const std::string& source,
                                     const ExecutionContext& context);
// The same, checked against the source: not the same, not one in the other.
absl::Status check_apart(const std::string& source, const std::string& destination);

// What stands at the destination and would be replaced; nullopt: nothing. FailedPrecondition when something
// does and `overwrite` is false.
absl::StatusOr<std::optional<Subject>> replaced_at(const HandlerEnvironment& environment, const Place& place,
                                                   bool overwrite, const ExecutionContext& context);

// Fills entries, bytes, confirm (thresholds of the configuration) and seal.
void fill_plan(Plan& plan, const HandlerEnvironment& environment, const Subject& subject,
               const std::optional<Subject>& replaced);
// FailedPrecondition when what is found now is not what was planned, or more of it.
absl::Status check_plan(const Plan& plan, const HandlerEnvironment& environment, const Subject& subject,
                        const std::optional<Subject>& replaced);

// "the file /srv/a (3 KiB)", "the directory /srv/b (12 entries, 3 KiB)".
std::string words_for(const Subject& subject);

// " To take it back, undo tx-0193."
std::string undo_words(std::int64_t transaction);

}  // namespace maxos::agents
