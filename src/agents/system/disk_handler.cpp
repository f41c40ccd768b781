#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <optional>

#include "agents/accounts.h"
#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/proc_file.h"
#include "agents/slots.h"
#include "agents/system/mount_probe.h"
#include "agents/system/mounts.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// File systems told in the message; the payload has them all.
constexpr std::size_t kNamedMounts = 4;
// A file server that does not answer by then is away: of the one that was asked for, and of each of all.
constexpr std::chrono::seconds kOneLimit{3};
constexpr std::chrono::seconds kEachLimit{1};

struct Usage {
  Mount mount;
  std::uint64_t total = 0, used = 0, available = 0;
  std::uint64_t inodes = 0, inodes_free = 0;

  // As df(1): what a user may still take counts, reserved blocks do not.
  double used_percent() const {
    return used + available == 0 ? 0
                                 : 100.0 * static_cast<double>(used) / static_cast<double>(used + available);
  }
  double inodes_used_percent() const {
    return inodes == 0 ? 0 : 100.0 * static_cast<double>(inodes - inodes_free) / static_cast<double>(inodes);
  }
};

// Nothing for what has no size.
std::optional<Usage> usage_of(Mount mount, const struct statvfs& info) {
  if (info.f_blocks == 0) return std::nullopt;
  Usage usage;
  const std::uint64_t block = info.f_frsize;
  usage.total = info.f_blocks * block;
  usage.used = (info.f_blocks - std::min(info.f_blocks, info.f_bfree)) * block;
  usage.available = info.f_bavail * block;
  usage.inodes = info.f_files;
  usage.inodes_free = std::min(info.f_files, info.f_ffree);
  usage.mount = std::move(mount);
  return usage;
}

std::string json_of(const Usage& usage) {
  JsonObject json;
  json.text("mount_point", usage.mount.point)
      .text("source", usage.mount.source)
      .text("type", usage.mount.type)
      .number("total_bytes", usage.total)
      .number("used_bytes", usage.used)
      .number("available_bytes", usage.available)
      .decimal("used_percent", usage.used_percent(), 1);
  if (usage.inodes > 0) {
    json.number("inodes", usage.inodes)
        .number("inodes_free", usage.inodes_free)
        .decimal("inodes_used_percent", usage.inodes_used_percent(), 1);
  }
  return json.flag("read_only", usage.mount.read_only).take();
}

std::string percent_words(double value) {
  return base::decimal(value, value < 10 ? 1 : 0) + "%";
}

// "/srv has 80 of 100 inodes free, 20% used"
std::string inode_words(const Usage& usage) {
  std::string text = display_name(usage.mount.point, PATH_MAX);
  // btrfs and the like.
  if (usage.inodes == 0) return text + " has no fixed number of inodes and makes them as it needs them";
  text.append(" has ").append(std::to_string(usage.inodes_free)).append(" of ");
  text.append(std::to_string(usage.inodes)).append(" inodes free, ");
  return text.append(percent_words(usage.inodes_used_percent())).append(" used");
}

// "/srv 17% used, 80 GiB of 100 GiB available"
std::string words(const Usage& usage, bool of_inodes) {
  if (of_inodes) return inode_words(usage);
  std::string text = display_name(usage.mount.point, PATH_MAX) + " " + percent_words(usage.used_percent()) +
                     " used, " + base::human_bytes(usage.available) + " of " +
                     base::human_bytes(usage.total) + " available";
  if (usage.inodes > 0 && usage.inodes_used_percent() >= 90) {
    text.append(", " + percent_words(usage.inodes_used_percent()) + " of its inodes used (");
    text.append(std::to_string(usage.inodes_free) + " of " + std::to_string(usage.inodes) + " free)");
  }
  if (usage.mount.read_only) text.append(", read-only");
  return text;
}

void append_scalars(const Usage& usage, Outcome& outcome) {
  const auto add = [&](std::string_view name, std::string value) {
    outcome.values.emplace_back(name, std::move(value));
  };
  add("mount_point", base::to_utf8(usage.mount.point));
  add("source", base::to_utf8(usage.mount.source));
  add("type", usage.mount.type);
  add("total_bytes", std::to_string(usage.total));
  add("used_bytes", std::to_string(usage.used));
  add("available_bytes", std::to_string(usage.available));
  add("used_percent", base::decimal(usage.used_percent(), 1));
  if (usage.inodes > 0) {
    add("inodes", std::to_string(usage.inodes));
    add("inodes_free", std::to_string(usage.inodes_free));
    add("inodes_used_percent", base::decimal(usage.inodes_used_percent(), 1));
  }
  add("read_only", usage.mount.read_only ? "true" : "false");
}

class DiskHandler : public Handler {
 public:
  explicit DiskHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_disk(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    const std::string_view asked = text_slot(plan.slots, "path");
    if (asked.empty()) return plan;
    const auto path = absolute(asked, request.context);
    if (!path.ok()) return path.status();
    plan.slots.insert_or_assign("path", *path);
    plan.targets = {*path};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto table = read_small_file(environment_.proc_root + "/self/mountinfo", 4 * 1024 * 1024);
    const auto mounts = parse_mounts(table.value_or(""));
    const std::string path(text_slot(plan.slots, "path"));
    const bool of_inodes = text_slot(plan.context, "about") == "inodes";
    if (!path.empty()) return of_path(path, mounts, of_inodes);
    if (mounts.empty())
      return base::unavailable("This machine does not tell its mounts: /proc/self/mountinfo cannot be read.");
    return of_all(real_mounts(mounts), of_inodes, context);
  }

 private:
  // Only figures of whole file systems are told, so any path will do.
  absl::StatusOr<std::string> absolute(std::string_view asked, const Values& context) const {
    if (asked.front() == '/') return std::string(asked);
    std::string home = environment_.config()->filesystem.home;
    if (home.empty()) home = own_home();
    if (asked == "~" || asked == "home" || asked == "my home directory") return home;
    if (asked.starts_with("~/")) return home + std::string(asked.substr(1));
    const auto cwd = context.find("cwd");
    if (cwd != context.end() && cwd->second.starts_with('/')) return cwd->second + "/" + std::string(asked);
    return base::invalid_argument(display_name(asked) +
                                  " is not an absolute path. Write, for example, /srv.");
  }

  absl::StatusOr<Outcome> of_path(const std::string& path, const std::vector<Mount>& mounts, bool of_inodes) {
    const std::string shown = display_name(path, PATH_MAX);
    const auto probed = probe_.probe(path, kOneLimit);
    if (!probed.ok()) return silent(shown, probed.status());
    const int error = probed->error;
    if (error == ENOENT || error == ENOTDIR) return base::not_found(shown + " does not exist.");
    if (error == EACCES) return base::denied("The service has no permission to reach " + shown + ".");
    if (error != 0) return base::from_errno(error, "Cannot reach " + shown);
    const struct statx& place = probed->place;
    // A block device stands for the file system on it.
    if ((place.stx_mode & S_IFMT) == S_IFBLK) {
      for (const Mount& mount : mounts) {
        if (mount.major != place.stx_rdev_major || mount.minor != place.stx_rdev_minor) continue;
        const auto there = probe_.probe(mount.point, kOneLimit);
        if (!there.ok()) return silent(mount.point, there.status());
        return one(path, mount, there->size, of_inodes);
      }
    }
    const Mount* holds = nullptr;
    for (const Mount& mount : mounts) {
      if ((place.stx_mask & STATX_MNT_ID) != 0 && mount.id == place.stx_mnt_id) holds = &mount;
    }
    for (const Mount& mount : mounts) {
      if (holds == nullptr && mount.major == place.stx_dev_major && mount.minor == place.stx_dev_minor)
        holds = &mount;
    }
    return one(path, holds != nullptr ? *holds : Mount{.point = path, .type = "unknown", .source = "unknown"},
               probed->size, of_inodes);
  }

  static absl::Status silent(const std::string& shown, const absl::Status& why) {
    return base::unavailable(shown + " cannot be asked: " + std::string(base::message_of(why)) +
                             ". Is the server away that it comes from?");
  }

  static absl::StatusOr<Outcome> one(const std::string& path, const Mount& mount, const struct statvfs& size,
                                     bool of_inodes) {
    const auto usage = usage_of(mount, size);
    if (!usage)
      return base::unavailable(display_name(path, PATH_MAX) + " is on " + mount.type +
                               ", which has no size.");
    Outcome outcome;
    outcome.message = usage->mount.point == path ? "" : display_name(path, PATH_MAX) + " is on ";
    outcome.message.append(words(*usage, of_inodes) + " (" + usage->mount.type + " on " +
                           display_name(usage->mount.source) + ").");
    append_scalars(*usage, outcome);
    outcome.values.emplace_back("filesystems", "[" + json_of(*usage) + "]");
    return outcome;
  }

  // Nothing for a local one that cannot be reached, as df(1) leaves it out, or that is hidden: its mount
  // point leads to another. An error for one that does not answer.
  absl::StatusOr<std::optional<Usage>> measure(const Mount& mount) {
    Probed probed;
    if (is_network(mount.type)) {
      auto answer = probe_.probe(mount.point, kEachLimit);
      if (!answer.ok()) return answer.status();
      probed = *answer;
    } else {
      probed = ask_mount(mount.point);
    }
    const bool hidden = (probed.place.stx_mask & STATX_MNT_ID) != 0 && probed.place.stx_mnt_id != mount.id;
    return probed.error == 0 && !hidden ? usage_of(mount, probed.size) : std::nullopt;
  }

  absl::StatusOr<Outcome> of_all(const std::vector<Mount>& mounts, bool of_inodes,
                                 const ExecutionContext& context) {
    std::vector<Usage> usages;
    std::vector<std::string> unanswered;
    JsonList unanswered_list;
    for (const Mount& mount : mounts) {
      MAXOS_RETURN_IF_ERROR(context.check());
      auto usage = measure(mount);
      if (!usage.ok()) {
        unanswered.push_back(display_name(mount.point, PATH_MAX));
        unanswered_list.add(base::json_string(mount.point));
      } else if (usage->has_value()) {
        usages.push_back(**std::move(usage));
      }
    }
    if (usages.empty()) return base::unavailable("No mounted file system with a size can be seen from here.");
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const Usage& usage : usages) shown += list.add(json_of(usage)) ? 1 : 0;
    Outcome outcome;
    outcome.values = {{"filesystems", list.take()},
                      {"total_count", std::to_string(usages.size())},
                      {"shown_count", std::to_string(shown)},
                      {"unanswered", unanswered_list.take()}};
    if (usages.size() == 1) append_scalars(usages.front(), outcome);
    const auto fullness = [of_inodes](const Usage& usage) {
      return of_inodes ? usage.inodes_used_percent() : usage.used_percent();
    };
    std::stable_sort(usages.begin(), usages.end(),
                     [&fullness](const Usage& a, const Usage& b) { return fullness(a) > fullness(b); });
    std::string text = base::counted(usages.size(), "file system", "file systems") + ": ";
    for (std::size_t i = 0; i < usages.size() && i < kNamedMounts; ++i)
      text.append(i == 0 ? "" : "; ").append(words(usages[i], of_inodes));
    if (usages.size() > kNamedMounts)
      text.append("; and " + std::to_string(usages.size() - kNamedMounts) + " less full");
    text.append(".");
    if (!unanswered.empty()) text.append(" No answer in time from " + base::join(unanswered, ", ") + ".");
    outcome.message = std::move(text);
    return outcome;
  }

  MountProbe probe_;
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_disk(const HandlerEnvironment& environment) {
  return std::make_unique<DiskHandler>(environment);
}

}  // namespace maxos::agents
