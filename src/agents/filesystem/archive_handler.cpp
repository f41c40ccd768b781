#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "agents/builtin.h"
#include "agents/filesystem/archive_format.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/pack.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr auto kProgressEvery = std::chrono::milliseconds(100);
// In the stage; it gets its own name when it is whole.
constexpr const char* kStaged = "archive";

// What the slots and the destination's name say together.
absl::StatusOr<ArchiveFormat> format_of(const Values& slots) {
  const auto asked = archive_format(text_slot(slots, "format"));
  const auto destination = text_slot(slots, "destination");
  const auto named = archive_format_of_name(destination);
  if (asked && named && *asked != *named) {
    return base::invalid_argument("The destination " + display_name(destination, 512) + " ends as a " +
                                  std::string(to_string(*named)) + " does, but " +
                                  std::string(to_string(*asked)) + " was asked for. Name one of them.");
  }
  return asked ? *asked : named.value_or(ArchiveFormat::tar_gz);
}

class ArchiveHandler : public Handler {
 public:
  explicit ArchiveHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_archive(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto format = format_of(*slots);
    if (!format.ok()) return format.status();
    const Roots roots = Roots::of(environment_);
    const auto path = roots.absolute(text_slot(*slots, "source"), request.context);
    if (!path.ok()) return path.status();
    const auto source = subject_of(environment_, *path, Use::read, context);
    if (!source.ok()) return source.status();
    if (source->count.special == source->place.path) {
      return base::invalid_argument(display_path(source->place.path) + " is a " +
                                    std::string(type_words(source->info.stx_mode)) +
                                    ", which an archive cannot hold. Name a file or directory.");
    }
    const auto place = destination(roots, *slots, *source, *format, request.context, context);
    if (!place.ok()) return place.status();
    MAXOS_RETURN_IF_ERROR(check_free(*place));

    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("source", source->place.path);
    plan.slots.insert_or_assign("destination", place->path);
    plan.slots.insert_or_assign("format", std::string(to_string(*format)));
    plan.targets = {source->place.path, place->path};
    fill_plan(plan, environment_, *source, std::nullopt);
    plan.preview = "Pack " + words_for(*source) + " into " + display_path(place->path) + ".";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const Roots roots = Roots::of(environment_);
    const auto source =
        subject_of(environment_, std::string(text_slot(plan.slots, "source")), Use::read, context);
    if (!source.ok()) return source.status();
    MAXOS_RETURN_IF_ERROR(check_plan(plan, environment_, *source, std::nullopt));
    const auto place = place_of(roots, std::string(text_slot(plan.slots, "destination")), context);
    if (!place.ok()) return place.status();
    MAXOS_RETURN_IF_ERROR(check_free(*place));

    const std::string summary =
        "Packed " + display_path(source->place.path) + " into " + display_path(place->path);
    const auto change = Change::begin(environment_, plan.caller,
                                      {plan.intent, summary, source->count.entries, source->count.bytes, 0});
    if (!change.ok()) return change.status();
    struct statx made {};
    const auto packed =
        pack(**change, *source, *place,
             archive_format(text_slot(plan.slots, "format")).value_or(ArchiveFormat::tar_gz), made, context);
    if (!packed.ok()) return (*change)->abandon(packed.status());
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));

    Outcome outcome;
    outcome.summary = summary + ": " + base::counted(packed->files, "file", "files") + " with " +
                      base::human_bytes(packed->bytes) + " in an archive of " +
                      base::human_bytes(made.stx_size) + ".";
    outcome.message = outcome.summary;
    if (packed->left_out > 0) {
      outcome.message.append(" " + base::counted(packed->left_out, "thing", "things") +
                             " that an archive cannot hold (FIFOs, sockets, devices) were left out.");
    }
    if (packed->leading_out > 0) {
      outcome.message.append(" " + base::counted(packed->leading_out, "link leads", "links lead") +
                             " out of what is packed and " + (packed->leading_out == 1 ? "was" : "were") +
                             " kept; this service refuses to unpack an archive with such links.");
    }
    if (packed->lost_attributes > 0) {
      outcome.message.append(
          " " + base::counted(packed->lost_attributes, "extended attribute is", "extended attributes are") +
          " not in it" +
          (text_slot(plan.slots, "format") == "zip" ? ": a zip file has no place for them; tar.gz has."
                                                    : "."));
    }
    outcome.message.append(undo_words((*change)->id()));
    outcome.values = {{"source", base::to_utf8(source->place.path)},
                      {"destination", base::to_utf8(place->path)},
                      {"format", std::string(text_slot(plan.slots, "format"))},
                      {"size_bytes", std::to_string(made.stx_size)},
                      {"file_count", std::to_string(packed->files)},
                      {"directory_count", std::to_string(packed->directories)},
                      {"total_bytes", std::to_string(packed->bytes)},
                      {"left_out_count", std::to_string(packed->left_out)},
                      {"leading_out_count", std::to_string(packed->leading_out)},
                      {"lost_attribute_count", std::to_string(packed->lost_attributes)},
                      {"transaction", store::transaction_name((*change)->id())}};
    return outcome;
  }

 private:
  // Beside the source, or what was asked for: a directory that exists gets the archive under the source's
  // name.
  static absl::StatusOr<Place> destination(const Roots& roots, const Values& slots, const Subject& source,
                                           ArchiveFormat format, const Values& values,
                                           const ExecutionContext& context) {
    const std::string name = source.place.path + "." + std::string(to_string(format));
    const auto asked = text_slot(slots, "destination");
    if (asked.empty()) return new_place(roots, name, context);
    const auto path = roots.absolute(asked, values);
    if (!path.ok()) return path.status();
    auto place = destination_of(roots, *path, name, context);
    if (!place.ok()) return place.status();
    MAXOS_RETURN_IF_ERROR(check_not_inside(source, *place));
    MAXOS_RETURN_IF_ERROR(check_ending(*place));
    return place;
  }

  // An ending says what a file is: none at all, or the right one.
  static absl::Status check_ending(const Place& place) {
    const std::string_view ending = ending_of(place.name);
    if (ending.empty() || archive_format_of_name(place.name)) return absl::OkStatus();
    return base::invalid_argument("No archive of the kind " + display_name(ending) + " can be made. Let " +
                                  display_path(place.path) + " end in .tar.gz, .tar.zst or .zip.");
  }

  static absl::Status check_free(const Place& place) {
    const auto info = look_at(place);
    if (!info.ok()) return info.status();
    if (!*info) return absl::OkStatus();
    return base::failed_precondition(
        display_path(place.path) +
        " exists already, and packing replaces nothing. Name another destination, or delete that first.");
  }

  // It would pack itself.
  static absl::Status check_not_inside(const Subject& source, const Place& place) {
    if (!place.path.starts_with(source.place.path + "/")) return absl::OkStatus();
    return base::invalid_argument(display_path(place.path) + " lies in " + display_path(source.place.path) +
                                  " itself. Choose a destination outside of it.");
  }

  // `made`: the archive, as it is then.
  static absl::StatusOr<Packed> pack(Change& change, const Subject& source, const Place& place,
                                     ArchiveFormat format, struct statx& made,
                                     const ExecutionContext& context) {
    const std::string what = "Cannot write " + display_path(place.path);
    const auto stage = change.stage(place.directory(), context);
    if (!stage.ok()) return stage.status();
    const base::UniqueFd fd(
        ::openat((*stage)->fd.get(), kStaged, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!fd) return change_failed(errno, what);
    const auto writer = ArchiveWriter::create(fd.get(), format);
    if (!writer.ok()) return writer.status();
    auto next = ExecutionContext::Clock::now() + kProgressEvery;
    const std::function<void(const Packed&)> progress = [&](const Packed& done) {
      if (ExecutionContext::Clock::now() < next) return;
      next = ExecutionContext::Clock::now() + kProgressEvery;
      const std::uint64_t all = std::max<std::uint64_t>({source.count.bytes, done.bytes, 1});
      context.progress(static_cast<int>(done.bytes * 95 / all),
                       base::human_bytes(done.bytes) + " of " + base::human_bytes(all) + " packed");
    };
    auto packed = pack_tree(source.place, **writer, format != ArchiveFormat::zip, progress, context);
    if (!packed.ok()) return packed;
    MAXOS_RETURN_IF_ERROR((*writer)->finish());
    if (::statx(fd.get(), "", AT_EMPTY_PATH, STATX_SIZE, &made) != 0) return change_failed(errno, what);
    MAXOS_RETURN_IF_ERROR(change.publish((*stage)->path + "/" + kStaged, place.path, context));
    return packed;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_archive(const HandlerEnvironment& environment) {
  return std::make_unique<ArchiveHandler>(environment);
}

}  // namespace maxos::agents
