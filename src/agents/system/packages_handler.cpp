#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/dpkg_status.h"
#include "base/status.h"
#include "base/text.h"
#include "platform/program.h"

namespace maxos::agents {
namespace {

// apt builds its cache anew when that of the disk is not current: seconds on a small board.
constexpr std::chrono::seconds kAptTime{60};
constexpr std::size_t kNamedPackages = 8;
constexpr std::size_t kColumns = 6;

// A line of maxos-apt-updates: name, architecture, installed version, candidate, "security" or "-", "held" or
// "-".
struct Update {
  std::string name, architecture, installed, candidate;
  bool security = false;
  bool held = false;
};

std::vector<Update> parse_updates(std::string_view output) {
  std::vector<Update> updates;
  for (const std::string_view line : base::split(output, '\n')) {
    const auto columns = base::split(line, '\t');
    if (columns.size() != kColumns) continue;
    updates.push_back({.name = std::string(columns[0]),
                       .architecture = std::string(columns[1]),
                       .installed = std::string(columns[2]),
                       .candidate = std::string(columns[3]),
                       .security = columns[4] == "security",
                       .held = columns[5] == "held"});
  }
  return updates;
}

std::string json_of(const Update& update) {
  return JsonObject()
      .text("package", update.name)
      .text("architecture", update.architecture)
      .text("installed_version", update.installed)
      .text("new_version", update.candidate)
      .flag("security", update.security)
      .flag("held", update.held)
      .take();
}

class PackagesHandler : public Handler {
 public:
  explicit PackagesHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_packages(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    const std::string_view said = text_slot(plan.slots, "name");
    if (said.empty()) return plan;
    // Names are in lower case; "OpenSSL" is what people write.
    std::string name = base::ascii_lower(base::trim(said));
    if (!is_package_name(name)) {
      return base::invalid_argument(
          "\"" + display_name(said, 80) +
          "\" is not the name of a package: lower-case letters, digits and +-. alone, for "
          "example openssl.");
    }
    plan.slots.insert_or_assign("name", std::move(name));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string name(text_slot(plan.slots, "name"));
    const auto known = read_dpkg(environment_.dpkg_status, name, context);
    if (!known.ok()) return known.status();
    return name.empty() ? updates(*known, context) : one(name, *known, context);
  }

 private:
  absl::StatusOr<std::vector<Update>> ask_apt(const ExecutionContext& context,
                                              const std::string& name = {}) const {
    std::string program = environment_.apt_reader;
    if (program.empty()) {
      std::error_code ignored;
      program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "maxos-apt-updates";
    }
    std::vector<std::string> arguments = {program};
    if (!name.empty()) arguments.insert(arguments.end(), {"--", name});
    const auto end = std::min(context.deadline(), ExecutionContext::Clock::now() + kAptTime);
    const auto output = platform::run_program(arguments, {.deadline = end, .stop = context.stop()});
    if (!output.ok()) return output.status();
    return parse_updates(*output);
  }

  absl::StatusOr<Outcome> updates(const DpkgAnswer& known, const ExecutionContext& context) const {
    const auto waiting = ask_apt(context);
    if (!waiting.ok()) {
      MAXOS_RETURN_IF_ERROR(context.check());
      return base::unavailable(
          "Which updates wait cannot be told: " + std::string(base::message_of(waiting.status())) + ". " +
          std::to_string(known.installed_count) + " packages are installed.");
    }
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    std::uint64_t security = 0;
    std::vector<std::string> names;
    for (const Update& update : *waiting) {
      security += update.security ? 1 : 0;
      shown += list.add(json_of(update)) ? 1 : 0;
      if (names.size() < kNamedPackages) names.push_back(update.name + " (" + update.candidate + ")");
    }
    const std::size_t total = waiting->size();
    Outcome outcome;
    outcome.values = {{"updates", list.take()},
                      {"total_count", std::to_string(total)},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < total ? "true" : "false"},
                      {"security_count", std::to_string(security)},
                      {"installed_count", std::to_string(known.installed_count)}};
    const std::string lists = lists_age(outcome);
    if (total == 0) {
      outcome.message = "No update is waiting; " + std::to_string(known.installed_count) +
                        " packages are installed." + lists;
      return outcome;
    }
    outcome.message = base::counted(total, "update is", "updates are") + " waiting";
    if (security > 0)
      outcome.message.append(", ").append(std::to_string(security)).append(" of them for security");
    outcome.message.append(": ").append(base::join(names, ", "));
    if (names.size() < total)
      outcome.message.append(" and ").append(std::to_string(total - names.size())).append(" more");
    outcome.message.append(".").append(lists);
    return outcome;
  }

  // How old apt's knowledge is, when that is more than a few days.
  std::string lists_age(Outcome& outcome) const {
    constexpr std::int64_t kOld = std::int64_t{7} * 86400;
    std::error_code error;
    const auto written = std::filesystem::last_write_time(environment_.apt_lists, error);
    if (error) return {};
    const auto then = std::chrono::file_clock::to_sys(written);
    const auto age =
        std::chrono::duration_cast<std::chrono::seconds>(environment_.clock.system() - then).count();
    outcome.values.emplace_back("lists_age_seconds", std::to_string(std::max<std::int64_t>(age, 0)));
    if (age < kOld) return {};
    return " The package lists are " + base::human_duration(static_cast<std::uint64_t>(age)) +
           " old; as root, apt update brings new ones.";
  }

  absl::StatusOr<Outcome> one(const std::string& name, const DpkgAnswer& known,
                              const ExecutionContext& context) const {
    const Package* installed = nullptr;
    for (const Package& package : known.found) {
      if (package.installed() && installed == nullptr) installed = &package;
    }
    const auto candidates = ask_apt(context, name);
    MAXOS_RETURN_IF_ERROR(context.check());
    const Update* candidate = candidates.ok() && !candidates->empty() ? &candidates->front() : nullptr;
    Outcome outcome;
    outcome.values = {{"package", name}, {"installed", installed != nullptr ? "true" : "false"}};
    if (installed == nullptr) {
      tell_missing(name, known, candidate, outcome);
      return outcome;
    }
    outcome.values.emplace_back("version", installed->version);
    outcome.values.emplace_back("architecture", installed->architecture);
    if (!installed->summary.empty()) outcome.values.emplace_back("description", installed->summary);
    if (installed->installed_kib)
      outcome.values.emplace_back("installed_bytes", std::to_string(*installed->installed_kib * 1024));
    outcome.values.emplace_back("held", installed->held ? "true" : "false");
    outcome.message = name + " " + installed->version + " is installed";
    if (!installed->summary.empty()) outcome.message.append(" (").append(installed->summary).append(")");
    outcome.message.append(".");
    if (candidates.ok()) {
      const bool waits =
          candidate != nullptr && candidate->candidate != installed->version && candidate->candidate != "-";
      outcome.values.emplace_back("update_available", waits ? "true" : "false");
      if (waits) {
        outcome.values.emplace_back("new_version", candidate->candidate);
        outcome.message.append(" Version ").append(candidate->candidate).append(" is waiting");
        outcome.message.append(candidate->security ? ", for security." : ".");
      }
    }
    return outcome;
  }

  static void tell_missing(const std::string& name, const DpkgAnswer& known, const Update* candidate,
                           Outcome& outcome) {
    outcome.message = name + " is not installed";
    if (!known.found.empty()) outcome.message.append(" (").append(known.found.front().state).append(")");
    if (candidate != nullptr && candidate->candidate != "-") {
      outcome.values.emplace_back("new_version", candidate->candidate);
      outcome.message.append("; version ").append(candidate->candidate).append(" could be");
    }
    outcome.message.append(".");
    if (!known.like.empty())
      outcome.message.append(" Installed with a like name: ")
          .append(base::join(known.like, ", "))
          .append(".");
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_packages(const HandlerEnvironment& environment) {
  return std::make_unique<PackagesHandler>(environment);
}

}  // namespace maxos::agents
