#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>

#include "agents/accounts.h"
#include "agents/builtin.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/roots.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

bool is_type(const struct statx& info, std::uint32_t type) {
  return (info.stx_mode & S_IFMT) == type;
}

std::string article(std::string_view words) {
  return "a " + std::string(words);
}

std::string target_of(const Resolved& link) {
  std::array<char, PATH_MAX> target{};
  const ssize_t length = ::readlinkat(link.fd.get(), "", target.data(), target.size());
  return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : std::string();
}

// The sentence about a link ends with what it leads to.
std::string link_words(const std::string& target, const absl::StatusOr<Resolved>& end) {
  std::string text = " to " + display_name(target, PATH_MAX);
  if (!end.ok()) {
    return text + (end.status().code() == absl::StatusCode::kNotFound
                       ? ", which does not exist"
                       : ", which this service may not follow");
  }
  if (is_type(end->info, S_IFREG)) {
    return text + " (a file of " + base::human_bytes(end->info.stx_size) + ")";
  }
  return text + " (" + article(type_words(end->info.stx_mode)) + ")";
}

class InfoHandler : public Handler {
 public:
  explicit InfoHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_info(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto path = roots.absolute(text_slot(*slots, "path"), request.context);
    if (!path.ok()) return path.status();
    const auto resolved = roots.resolve(*path, FinalLink::keep, context);
    if (!resolved.ok()) return resolved.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", resolved->path);
    plan.targets = {resolved->path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto resolved = roots.resolve(text_slot(plan.slots, "path"), FinalLink::keep, context);
    if (!resolved.ok()) return resolved.status();
    const struct statx& info = resolved->info;
    Accounts accounts;
    const std::string& owner = accounts.user(info.stx_uid);
    const std::string& group = accounts.group(info.stx_gid);

    Outcome outcome;
    outcome.values = {{"path", base::to_utf8(resolved->path)},
                      {"type", std::string(type_name(info.stx_mode))},
                      {"size_bytes", std::to_string(info.stx_size)},
                      // stat(2): blocks are of 512 bytes, whatever the file system.
                      {"allocated_bytes", std::to_string(info.stx_blocks * 512)},
                      {"owner", owner},
                      {"group", group},
                      {"uid", std::to_string(info.stx_uid)},
                      {"gid", std::to_string(info.stx_gid)},
                      {"mode", octal_mode(info.stx_mode)},
                      {"permissions", symbolic_mode(info.stx_mode)},
                      {"modified", time_text(info.stx_mtime)},
                      {"accessed", time_text(info.stx_atime)},
                      {"changed", time_text(info.stx_ctime)},
                      {"links", std::to_string(info.stx_nlink)},
                      {"inode", std::to_string(info.stx_ino)}};
    if ((info.stx_mask & STATX_BTIME) != 0) outcome.values.emplace_back("created", time_text(info.stx_btime));

    // The sandbox of the service mounts the roots themselves anew.
    const bool mounted = is_mount_point(info) && roots.root_of_path(resolved->path) != resolved->path;
    if (mounted) outcome.values.emplace_back("mount_point", "true");

    std::string text = display_name(resolved->path, PATH_MAX) + " is " + article(type_words(info.stx_mode));
    if (is_type(info, S_IFREG)) text.append(" of " + base::human_bytes(info.stx_size));
    if (is_type(info, S_IFLNK)) {
      const std::string target = target_of(*resolved);
      const auto end = roots.resolve(resolved->path, FinalLink::follow, context);
      text.append(link_words(target, end));
      outcome.values.emplace_back("target", base::to_utf8(target));
      if (end.ok()) {
        outcome.values.emplace_back("target_path", base::to_utf8(end->path));
        outcome.values.emplace_back("target_type", std::string(type_name(end->info.stx_mode)));
        outcome.values.emplace_back("target_size_bytes", std::to_string(end->info.stx_size));
      }
    }
    text.append(", owned by " + owner + ":" + group + ", mode " + octal_mode(info.stx_mode) + " (" +
                symbolic_mode(info.stx_mode) + "), last modified " + time_text(info.stx_mtime) +
                (mounted ? "; something is mounted there." : "."));
    outcome.message = std::move(text);
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_info(const HandlerEnvironment& environment) {
  return std::make_unique<InfoHandler>(environment);
}

}  // namespace maxos::agents
