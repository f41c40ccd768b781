#include <sys/stat.h>

#include <cerrno>

#include "agents/builtin.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/filesystem/organize.h"
#include "agents/filesystem/path_text.h"
#include "agents/filesystem/reading.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Each is a rename that is written down before.
constexpr std::size_t kMaxEntries = 20'000;

std::string in(const std::string& directory, const std::string& name) {
  return (directory == "/" ? "" : directory) + "/" + name;
}

// "Documents (10), Images (32)".
std::string folder_words(const Organized& organized) {
  std::vector<std::string> parts;
  for (const auto& [name, folder] : organized.folders)
    parts.push_back(name + " (" + std::to_string(folder.files.size()) + ")");
  return base::join(parts, ", ");
}

std::string staying_words(const Organized& organized) {
  if (organized.staying == 0) return {};
  return " " + base::counted(organized.staying, "file stays", "files stay") + " where " +
         (organized.staying == 1 ? "it is" : "they are") +
         ": the folder has one of that name already, or is no directory of this file system.";
}

std::string folders_json(const Organized& organized) {
  JsonList list;
  for (const auto& [name, folder] : organized.folders) {
    std::uint64_t bytes = 0;
    for (const OrganizedFile& file : folder.files) bytes += file.bytes;
    list.add(JsonObject()
                 .text("name", name)
                 .number("file_count", folder.files.size())
                 .number("size_bytes", bytes)
                 .flag("created", !folder.exists)
                 .take());
  }
  return list.take();
}

class OrganizeHandler : public Handler {
 public:
  explicit OrganizeHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_organize(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    slots->try_emplace("by", "type");
    const Roots roots = Roots::of(environment_);
    const auto directory = resolve_directory(roots, text_slot(*slots, "path"), request.context, context);
    if (!directory.ok()) return directory.status();
    const auto organized = look(*directory, *slots, context);
    if (!organized.ok()) return organized.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", directory->path);
    plan.targets = {directory->path};
    plan.entries = organized->files;
    plan.bytes = organized->bytes;
    plan.seal = organized->seal();
    const auto config = environment_.config();
    plan.confirm =
        plan.entries > config->filesystem.confirm_entries || plan.bytes > config->filesystem.confirm_bytes;
    plan.preview = organized->files == 0
                       ? "There is no file in " + display_path(directory->path) + " to be sorted." +
                             staying_words(*organized)
                       : "Move " + base::counted(organized->files, "file", "files") + " (" +
                             base::human_bytes(organized->bytes) + ") in " + display_path(directory->path) +
                             " into " + folder_words(*organized) + "." + staying_words(*organized);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto directory = planned_directory(roots, text_slot(plan.slots, "path"), context);
    if (!directory.ok()) return directory.status();
    const auto organized = look(*directory, plan.slots, context);
    if (!organized.ok()) return organized.status();
    const std::string& path = directory->path;
    if (organized->seal() != plan.seal) {
      return base::failed_precondition("Files came to " + display_path(path) +
                                       ", left it or were replaced since. Nothing was changed; ask again.");
    }
    Outcome outcome;
    outcome.values = {{"path", base::to_utf8(path)},
                      {"moved_count", std::to_string(organized->files)},
                      {"total_bytes", std::to_string(organized->bytes)},
                      {"staying_count", std::to_string(organized->staying)},
                      {"folders", folders_json(*organized)}};
    if (organized->files == 0) {
      outcome.message =
          "There is no file in " + display_path(path) + " to be sorted." + staying_words(*organized);
      return outcome;
    }
    const std::string summary = "Sorted " + base::counted(organized->files, "file", "files") + " of " +
                                display_path(path) + " into " +
                                base::counted(organized->folders.size(), "folder", "folders");
    const auto change = Change::begin(environment_, plan.caller,
                                      {plan.intent, summary, organized->files, organized->bytes, 0});
    if (!change.ok()) return change.status();
    if (absl::Status planned = move_all(**change, path, *organized, context); !planned.ok())
      return (*change)->abandon(planned);
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));
    outcome.summary = summary + ": " + folder_words(*organized) + ".";
    outcome.message = outcome.summary + staying_words(*organized) + undo_words((*change)->id());
    outcome.values.emplace_back("transaction", store::transaction_name((*change)->id()));
    return outcome;
  }

 private:
  static absl::StatusOr<Organized> look(const Resolved& directory, const Values& slots,
                                        const ExecutionContext& context) {
    const auto fd = open_directory(directory);
    if (!fd.ok()) return fd.status();
    auto organized = organize(fd->get(), text_slot(slots, "by") == "month", kMaxEntries, context);
    if (organized.ok() || !absl::IsFailedPrecondition(organized.status())) return organized;
    return base::failed_precondition(display_path(directory.path) + " is not sorted: " +
                                     std::string(base::message_of(organized.status())) + ".");
  }

  // Folders that are missing appear empty, then each file moves into its own.
  static absl::Status move_all(Change& change, const std::string& path, const Organized& organized,
                               const ExecutionContext& context) {
    const Stage* stage = nullptr;
    for (const auto& [name, folder] : organized.folders) {
      if (folder.exists) continue;
      if (stage == nullptr) {
        const auto made = change.stage(path, context);
        if (!made.ok()) return made.status();
        stage = *made;
      }
      if (::mkdirat(stage->fd.get(), name.c_str(), 0777) != 0)
        return change_failed(errno, "Cannot make the directory " + display_path(in(path, name)));
      MAXOS_RETURN_IF_ERROR(change.publish(in(stage->path, name), in(path, name), context));
    }
    for (const auto& [name, folder] : organized.folders) {
      for (const OrganizedFile& file : folder.files) {
        MAXOS_RETURN_IF_ERROR(context.check());
        change.move(in(path, file.name), in(in(path, name), file.name), file.identity, 1, file.bytes);
      }
    }
    return absl::OkStatus();
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_organize(const HandlerEnvironment& environment) {
  return std::make_unique<OrganizeHandler>(environment);
}

}  // namespace maxos::agents
