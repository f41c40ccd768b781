#include <algorithm>
#include <set>
#include <vector>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/bus_service.h"
#include "agents/system/bus_values.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

const BusObject kLoginManager{"org.freedesktop.login1", "/org/freedesktop/login1",
                              "org.freedesktop.login1.Manager"};
// More sessions than that are counted, not asked.
constexpr std::size_t kMaxSessions = 200;
constexpr std::size_t kNamedSessions = 5;
constexpr std::uint64_t kMicroPerSecond = 1'000'000;

struct Session {
  std::string id;
  std::string user;
  std::string seat;
  std::string path;
  std::optional<std::uint64_t> uid;
  std::string kind;  // Type: "tty", "x11", "wayland", "unspecified"
  std::string tty;
  std::string state;  // "active", "online", "closing"
  std::string remote_host;
  std::string service;  // "sshd", "login"
  std::optional<std::int64_t> since;
  bool remote = false;
  bool idle = false;
};

std::string json_of(const Session& session) {
  JsonObject json;
  json.text("session", session.id).text("user", session.user);
  if (session.uid) json.number("uid", *session.uid);
  json.text("state", session.state).text("type", session.kind);
  if (!session.tty.empty()) json.text("tty", session.tty);
  if (!session.seat.empty()) json.text("seat", session.seat);
  if (!session.service.empty()) json.text("service", session.service);
  json.flag("remote", session.remote);
  if (!session.remote_host.empty()) json.text("remote_host", session.remote_host);
  if (session.since) json.text("since", base::rfc3339(*session.since));
  return json.flag("idle", session.idle).take();
}

std::string words(const Session& session) {
  std::string text = display_name(session.user);
  if (!session.tty.empty()) text.append(" on ").append(display_name(session.tty));
  if (!session.remote_host.empty()) text.append(" from ").append(display_name(session.remote_host));
  if (session.since) text.append(" since ").append(clock_words(*session.since));
  return text;
}

class UsersHandler : public Handler {
 public:
  explicit UsersHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_users(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    return Plan{};
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext& context) override {
    const auto listed = call_service(environment_, context, kLoginManager, "ListSessions");
    if (!listed.ok()) {
      if (!absl::IsUnavailable(listed.status())) return listed.status();
      return base::unavailable("Who is logged in is known to systemd-logind, which cannot be asked: " +
                               std::string(base::message_of(listed.status())) +
                               ". It comes with the packages libpam-systemd and dbus.");
    }
    std::vector<Session> sessions = rows(*listed);
    const std::size_t all = sessions.size();
    sessions.resize(std::min(all, kMaxSessions));
    std::vector<Session> users;
    for (Session& session : sessions) {
      MAXOS_RETURN_IF_ERROR(context.check());
      // A session that ended meanwhile is no session; greeters and systemd's own are nobody's.
      if (fill(session, context)) users.push_back(std::move(session));
    }
    std::set<std::string> names;
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const Session& session : users) {
      names.insert(session.user);
      shown += list.add(json_of(session)) ? 1 : 0;
    }
    Outcome outcome;
    outcome.message = message_of(users, names.size());
    outcome.values = {{"sessions", list.take()},
                      {"user_count", std::to_string(names.size())},
                      {"total_count", std::to_string(all > kMaxSessions ? all : users.size())},
                      {"shown_count", std::to_string(shown)}};
    return outcome;
  }

 private:
  static std::string message_of(const std::vector<Session>& users, std::size_t names) {
    if (users.empty()) return "Nobody is logged in.";
    std::string text = base::counted(names, "user is", "users are") + " logged in";
    if (users.size() > names) text.append(", in ").append(std::to_string(users.size())).append(" sessions");
    for (std::size_t i = 0; i < users.size() && i < kNamedSessions; ++i)
      text.append(i == 0 ? ": " : "; ").append(words(users[i]));
    if (users.size() > kNamedSessions)
      text.append("; and " + std::to_string(users.size() - kNamedSessions) + " more");
    return text + ".";
  }

  // ListSessions: a(susso), session, uid, user, seat, path.
  static std::vector<Session> rows(const platform::BusValue::List& values) {
    std::vector<Session> out;
    const platform::BusValue::List* const list = values.empty() ? nullptr : values.front().list();
    if (list == nullptr) return out;
    for (const platform::BusValue& value : *list) {
      const platform::BusValue::List* const columns = value.list();
      if (columns == nullptr) continue;
      Session session;
      session.id = text_at(*columns, 0);
      if (columns->size() > 1 && (*columns)[1].number() != nullptr) session.uid = *(*columns)[1].number();
      session.user = text_at(*columns, 2);
      session.seat = text_at(*columns, 3);
      session.path = text_at(*columns, 4);
      out.push_back(std::move(session));
    }
    return out;
  }

  bool fill(Session& session, const ExecutionContext& context) const {
    const auto told = get_properties(environment_, context,
                                     {kLoginManager.service, session.path, "org.freedesktop.login1.Session"});
    if (!told.ok()) return false;
    const BusProperties all(*told);
    session.kind = all.text("Type");
    session.tty = all.text("TTY");
    session.state = all.text("State");
    session.remote = all.flag("Remote");
    session.remote_host = all.text("RemoteHost");
    session.service = all.text("Service");
    session.idle = all.flag("IdleHint");
    if (const auto time = all.number("Timestamp"); time && *time > 0)
      session.since = static_cast<std::int64_t>(*time / kMicroPerSecond);
    const std::string kind = all.text("Class");
    return kind == "user" || kind.empty();
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_users(const HandlerEnvironment& environment) {
  return std::make_unique<UsersHandler>(environment);
}

}  // namespace maxos::agents
