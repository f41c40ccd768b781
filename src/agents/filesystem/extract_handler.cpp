#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "agents/builtin.h"
#include "agents/filesystem/archive_format.h"
#include "agents/filesystem/archive_reader.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/filesystem/directory.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/path_text.h"
#include "agents/filesystem/place.h"
#include "agents/filesystem/reading.h"
#include "agents/filesystem/unpack.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr auto kExtractProgressEvery = std::chrono::milliseconds(100);
// Of one archive into a directory that exists: each is a rename of its own.
constexpr std::size_t kMaxTopLevel = 10'000;
constexpr std::string_view kContent = "content";

// Where it goes: the name of something new, or a directory that exists and gets what is in the archive.
struct Target {
  std::string path;
  bool exists = false;
};

absl::StatusOr<Target> target_of(const Roots& roots, const std::string& path, FinalLink link,
                                 const ExecutionContext& context) {
  const auto there = roots.resolve(path, link, context);
  if (there.ok()) {
    if ((there->info.stx_mode & S_IFMT) == S_IFDIR) return Target{there->path, true};
    return base::failed_precondition(display_path(there->path) +
                                     " exists already and is no directory. Name another destination.");
  }
  if (!absl::IsNotFound(there.status())) return there.status();
  const auto place = new_place(roots, path, context);
  if (!place.ok()) return place.status();
  return Target{place->path, false};
}

// "SOURCE: what is wrong."; what was said in whole sentences already stays.
absl::Status about(const std::string& source, const absl::Status& status) {
  const std::string text(base::message_of(status));
  if (text.ends_with('.')) return status;
  return base::make_status(status.code(), display_path(source) + ": " + text + ".");
}

std::string join_path(const std::string& directory, const std::string& name) {
  return (directory == "/" ? "" : directory) + "/" + name;
}

class ExtractHandler : public Handler {
 public:
  explicit ExtractHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_extract(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const Roots roots = Roots::of(environment_);
    const auto source = resolve_file(roots, text_slot(*slots, "source"), request.context, context);
    if (!source.ok()) return source.status();
    const auto archive = open_planned_file(roots, source->path, context);
    if (!archive.ok()) return archive.status();
    const auto reader = ArchiveReader::open(archive->fd.get());
    ArchiveReader::Item first;
    const absl::Status readable = reader.ok() ? (*reader)->next(first).status() : reader.status();
    if (!readable.ok()) return about(source->path, readable);

    const std::size_t slash = source->path.rfind('/');
    std::string asked = source->path.substr(0, slash + 1) + unpacked_name(source->path.substr(slash + 1));
    if (const auto named = text_slot(*slots, "destination"); !named.empty()) {
      auto absolute = roots.absolute(named, request.context);
      if (!absolute.ok()) return absolute.status();
      asked = *std::move(absolute);
    }
    const auto target = target_of(roots, asked, FinalLink::follow, context);
    if (!target.ok()) return target.status();
    if (target->exists && !slots->contains("destination")) {
      return base::failed_precondition(display_path(target->path) +
                                       " exists already, and nothing is replaced. Say where to unpack it.");
    }
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("source", source->path);
    plan.slots.insert_or_assign("destination", target->path);
    plan.targets = {source->path, target->path};
    plan.entries = 1;
    plan.bytes = archive->info.stx_size;
    plan.seal = target->exists ? "into" : "new";
    plan.preview = "Unpack " + display_path(source->path) + " (" + base::human_bytes(archive->info.stx_size) +
                   ") into " + display_path(target->path) + ".";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const std::string source(text_slot(plan.slots, "source"));
    const auto archive = open_planned_file(roots, source, context);
    if (!archive.ok()) return archive.status();
    const auto target =
        target_of(roots, std::string(text_slot(plan.slots, "destination")), FinalLink::keep, context);
    if (!target.ok()) return target.status();
    if (plan.seal != (target->exists ? "into" : "new"))
      return base::failed_precondition(display_path(target->path) +
                                       " is not what was planned for. Ask again.");

    const std::string summary = "Unpacked " + display_path(source) + " into " + display_path(target->path);
    const auto change =
        Change::begin(environment_, plan.caller, {plan.intent, summary, 1, archive->info.stx_size, 0});
    if (!change.ok()) return change.status();
    const auto unpacked = unpack(**change, *archive, *target, context);
    if (!unpacked.ok()) return (*change)->abandon(about(source, unpacked.status()));
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));

    Outcome outcome;
    outcome.summary = summary + ": " + base::counted(unpacked->files, "file", "files") + ", " +
                      base::counted(unpacked->directories, "directory", "directories") + ", " +
                      base::human_bytes(unpacked->bytes) + ".";
    outcome.message = outcome.summary;
    if (unpacked->lost_attributes > 0) {
      outcome.message.append(
          " " + base::counted(unpacked->lost_attributes, "extended attribute", "extended attributes") +
          " could not be kept: the file system there does not take them.");
    }
    outcome.message.append(undo_words((*change)->id()));
    outcome.values = {{"source", base::to_utf8(source)},
                      {"destination", base::to_utf8(target->path)},
                      {"file_count", std::to_string(unpacked->files)},
                      {"directory_count", std::to_string(unpacked->directories)},
                      {"link_count", std::to_string(unpacked->links)},
                      {"total_bytes", std::to_string(unpacked->bytes)},
                      {"lost_attribute_count", std::to_string(unpacked->lost_attributes)},
                      {"transaction", store::transaction_name((*change)->id())}};
    return outcome;
  }

 private:
  // Into a stage; and plans that it appears at the target.
  absl::StatusOr<Unpacked> unpack(Change& change, const OpenedFile& archive, const Target& target,
                                  const ExecutionContext& context) const {
    const std::string beside =
        target.exists ? target.path : target.path.substr(0, std::max<std::size_t>(target.path.rfind('/'), 1));
    const auto stage = change.stage(beside, context);
    if (!stage.ok()) return stage.status();
    if (::mkdirat((*stage)->fd.get(), kContent.data(), 0777) != 0)
      return change_failed(errno, "Cannot write to " + display_path(beside));
    const base::UniqueFd content(open_directory_beneath((*stage)->fd.get(), kContent.data()));
    if (!content) return change_failed(errno, "Cannot write to " + display_path(beside));
    const auto config = environment_.config();
    Unpacker unpacker(content.get(), archive.info.stx_size, config->filesystem, context);
    MAXOS_RETURN_IF_ERROR(fill(unpacker, archive, context));
    const std::string staged = join_path((*stage)->path, std::string(kContent));
    if (target.exists) {
      MAXOS_RETURN_IF_ERROR(
          publish_each(Roots::of(environment_), change, content.get(), staged, target.path, context));
    } else {
      MAXOS_RETURN_IF_ERROR(change.publish(staged, target.path, context));
    }
    return unpacker.so_far();
  }

  static absl::Status fill(Unpacker& unpacker, const OpenedFile& archive, const ExecutionContext& context) {
    const auto reader = ArchiveReader::open(archive.fd.get());
    if (!reader.ok()) return reader.status();
    auto next = ExecutionContext::Clock::now() + kExtractProgressEvery;
    ArchiveReader::Item item;
    for (;;) {
      const auto more = (*reader)->next(item);
      if (!more.ok()) return more.status();
      if (!*more) return unpacker.finish();
      MAXOS_RETURN_IF_ERROR(unpacker.add(item, **reader));
      if (ExecutionContext::Clock::now() < next) continue;
      next = ExecutionContext::Clock::now() + kExtractProgressEvery;
      const Unpacked& done = unpacker.so_far();
      const std::uint64_t read = std::min<std::uint64_t>((*reader)->bytes_read(), archive.info.stx_size);
      context.progress(static_cast<int>(read * 95 / std::max<std::uint64_t>(archive.info.stx_size, 1)),
                       base::counted(done.files, "file", "files") + " with " + base::human_bytes(done.bytes) +
                           " unpacked");
    }
  }

  // None of what is at the top of the archive may be there.
  static absl::Status publish_each(const Roots& roots, Change& change, int content, const std::string& staged,
                                   const std::string& target, const ExecutionContext& context) {
    const ListOptions all = {.pattern = {}, .hidden = true, .sort = SortOrder::name, .limit = kMaxTopLevel};
    const auto listing = read_directory(content, all, context);
    if (!listing.ok()) return listing.status();
    if (listing->total > kMaxTopLevel) {
      return base::failed_precondition(
          "it holds more than " + std::to_string(kMaxTopLevel) +
          " things side by side. Name a directory that does not exist yet as destination");
    }
    for (const DirectoryEntry& entry : listing->entries) {
      const std::string path = join_path(target, entry.name);
      const auto place = place_of(roots, path, context);
      if (!place.ok()) return place.status();
      const auto there = look_at(*place);
      if (!there.ok()) return there.status();
      if (*there) {
        return base::failed_precondition(
            display_path(path) + " exists already, and nothing is replaced. Name another destination");
      }
      MAXOS_RETURN_IF_ERROR(change.publish(join_path(staged, entry.name), path, context));
    }
    return absl::OkStatus();
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_extract(const HandlerEnvironment& environment) {
  return std::make_unique<ExtractHandler>(environment);
}

}  // namespace maxos::agents
