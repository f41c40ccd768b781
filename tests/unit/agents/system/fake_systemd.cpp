// systemd's manager and logind, as far as the system agent asks them, on the bus given as the first argument.
// Commands are the other arguments, before it is on the bus, and come on standard input, one a line, and are
// answered by "ok" or, for `calls`, by what was called:
//   unit NAME LOAD ACTIVE SUB [KEY=VALUE...]  keys: alias enabled file pid memory tasks code status result
//                                             reload required refuse, filler: that many properties more
//   job UNIT RESULT ACTIVE SUB                how the unit's next jobs end, and its state then
//   hold                                      jobs do not end until `release`; release
//   mute                                      the next calls are carried out, and not answered
//   deny                                      polkit says no to everything that changes something
//   session ID USER TTY HOST                  HOST - for a local one
//   gone ID                                   the session is listed, but ends before it is asked
//   can ANSWER                                of CanReboot and its like
//   calls                                     the changing calls so far: "StartUnit(a.service) …"
#include <fnmatch.h>
#include <sys/epoll.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "fake_replies.h"

namespace {

struct Unit {
  std::string load = "not-found";
  std::string active = "inactive";
  std::string sub = "dead";
  std::map<std::string, std::string> more;
};
struct Job {
  std::string result, active, sub;
};
struct Session {
  std::string user, tty, host;
  bool gone = false;
};
struct World {
  std::map<std::string, Unit> units;
  std::map<std::string, std::string> aliases;
  std::map<std::string, Job> jobs;
  std::map<std::string, Session> sessions;
  std::vector<std::string> held;
  bool hold = false;
  bool mute = false;
  bool deny = false;
  std::string can = "yes";
  std::string calls;
  std::string scheduled;
  std::uint64_t scheduled_at = 0;
};

World world;
sd_bus* bus = nullptr;

constexpr const char* kManager = "org.freedesktop.systemd1.Manager";

std::string canonical(const std::string& name) {
  const auto alias = world.aliases.find(name);
  return alias == world.aliases.end() ? name : alias->second;
}

// What the object path of a unit stands for.
std::string unit_of(const std::string& path) {
  const std::string text = path.substr(std::strlen("/org/freedesktop/systemd1/unit/"));
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && i + 2 < text.size()) {
      name.push_back(static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
      i += 2;
    } else {
      name.push_back(text[i]);
    }
  }
  return name;
}

int unit_properties(sd_bus_message* call, const std::string& asked) {
  const std::string name = canonical(asked);
  const auto found = world.units.find(name);
  const Unit unit = found == world.units.end() ? Unit{} : found->second;
  const auto more = [&](const char* key, const char* fallback) {
    const auto value = unit.more.find(key);
    return value == unit.more.end() ? std::string(fallback) : value->second;
  };
  const Reply reply(call);
  sd_bus_message* const out = reply.message;
  must(sd_bus_message_open_container(out, 'a', "{sv}"), "open");
  property(out, "Id", "s", name);
  property(out, "Names", "as", asked == name ? name : asked);
  property(out, "Description", "s", "The " + name);
  property(out, "LoadState", "s", unit.load);
  property(out, "ActiveState", "s", unit.active);
  property(out, "SubState", "s", unit.sub);
  property(out, "FragmentPath", "s", more("file", ""));
  property(out, "UnitFileState", "s", more("enabled", "static"));
  property(out, "RefuseManualStop", "b", more("refuse", "0"));
  property(out, "CanReload", "b", more("reload", "0"));
  property(out, "ActiveEnterTimestamp", "t", unit.active == "active" ? "1700000000000000" : "0");
  property(out, "StateChangeTimestamp", "t", "1700000000000000");
  property(out, "MainPID", "u", more("pid", "0"));
  property(out, "MemoryCurrent", "t", more("memory", "18446744073709551615"));
  property(out, "TasksCurrent", "t", more("tasks", "18446744073709551615"));
  property(out, "Result", "s", more("result", "success"));
  property(out, "ExecMainCode", "i", more("code", "0"));
  property(out, "ExecMainStatus", "i", more("status", "0"));
  property(out, "RequiredBy", "as", more("required", ""));
  for (int i = std::atoi(more("filler", "0").c_str()); i > 0; --i)
    property(out, ("Filler" + std::to_string(i)).c_str(), "s", "as long as many another");
  must(sd_bus_message_close_container(out), "close");
  return reply.send();
}

// Of one property alone, as far as anybody asks.
int unit_property(sd_bus_message* call, const std::string& asked) {
  const char* interface = nullptr;
  const char* name = nullptr;
  must(sd_bus_message_read(call, "ss", &interface, &name), "read");
  if (std::strcmp(name, "ActiveState") != 0)
    return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_PROPERTY, "No such property");
  const auto found = world.units.find(canonical(asked));
  const Reply reply(call);
  const std::string active = found == world.units.end() ? Unit{}.active : found->second.active;
  must(sd_bus_message_append(reply.message, "v", "s", active.c_str()), "append");
  return reply.send();
}

void append_row(sd_bus_message* out, const std::string& name) {
  const auto found = world.units.find(name);
  const Unit unit = found == world.units.end() ? Unit{} : found->second;
  must(sd_bus_message_append(out, "(ssssssouso)", name.c_str(), ("The " + name).c_str(), unit.load.c_str(),
                             unit.active.c_str(), unit.sub.c_str(), "", "/", 0U, "", "/"),
       "append row");
}

std::vector<std::string> read_texts(sd_bus_message* call) {
  char** texts = nullptr;
  must(sd_bus_message_read_strv(call, &texts), "read_strv");
  std::vector<std::string> out;
  for (char** text = texts; text != nullptr && *text != nullptr; ++text) {
    out.emplace_back(*text);
    std::free(*text);
  }
  std::free(texts);
  return out;
}

int list_units(sd_bus_message* call, const std::string& member) {
  std::vector<std::string> first = read_texts(call);
  const std::vector<std::string> patterns =
      member == "ListUnitsByPatterns" ? read_texts(call) : std::vector<std::string>();
  const Reply reply(call);
  must(sd_bus_message_open_container(reply.message, 'a', "(ssssssouso)"), "open");
  if (member == "ListUnitsByNames") {
    for (const std::string& name : first) append_row(reply.message, canonical(name));
  }
  for (const auto& [name, unit] : world.units) {
    bool wanted = member == "ListUnitsFiltered" && first.empty();
    for (const std::string& state : first)
      wanted = wanted || (member == "ListUnitsFiltered" && state == unit.active);
    for (const std::string& pattern : patterns)
      wanted = wanted || ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
    if (wanted && unit.load != "not-found") append_row(reply.message, name);
  }
  must(sd_bus_message_close_container(reply.message), "close");
  return reply.send();
}

void end_job(const std::string& unit) {
  const auto known = world.jobs.find(unit);
  must(sd_bus_emit_signal(bus, "/org/freedesktop/systemd1", kManager, "JobRemoved", "uoss", 7U,
                          "/org/freedesktop/systemd1/job/7", unit.c_str(),
                          known == world.jobs.end() ? "done" : known->second.result.c_str()),
       "emit_signal");
}

int queue_job(sd_bus_message* call, const std::string& member) {
  const char* name = nullptr;
  const char* mode = nullptr;
  must(sd_bus_message_read(call, "ss", &name, &mode), "read");
  const std::string unit = canonical(name);
  world.calls += member + "(" + unit + ") ";
  if (world.deny) {
    return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED,
                                      "Interactive authentication required.");
  }
  constexpr const char* kEnable = "maxos-unit-enable@";
  constexpr const char* kDisable = "maxos-unit-disable@";
  const auto known = world.jobs.find(unit);
  if (known != world.jobs.end()) {
    world.units[unit].active = known->second.active;
    world.units[unit].sub = known->second.sub;
  } else if (unit.starts_with(kEnable) || unit.starts_with(kDisable)) {
    const std::string target = unit.substr(unit.find('@') + 1, unit.rfind(".service") - unit.find('@') - 1);
    world.units[target].more["enabled"] = unit.starts_with(kEnable) ? "enabled" : "disabled";
  } else {
    const bool stops = member == "StopUnit";
    world.units[unit].active = stops ? "inactive" : "active";
    world.units[unit].sub = stops ? "dead" : "running";
  }
  if (world.mute) return 1;
  const Reply reply(call);
  must(sd_bus_message_append(reply.message, "o", "/org/freedesktop/systemd1/job/7"), "append");
  const int sent = reply.send();
  if (world.hold) {
    world.held.push_back(unit);
  } else {
    end_job(unit);
  }
  return sent;
}

int list_sessions(sd_bus_message* call) {
  const Reply reply(call);
  must(sd_bus_message_open_container(reply.message, 'a', "(susso)"), "open");
  for (const auto& [id, session] : world.sessions) {
    must(sd_bus_message_append(reply.message, "(susso)", id.c_str(), 1000U, session.user.c_str(), "",
                               ("/org/freedesktop/login1/session/" + id).c_str()),
         "append");
  }
  must(sd_bus_message_close_container(reply.message), "close");
  return reply.send();
}

int session_properties(sd_bus_message* call, const std::string& id) {
  const auto found = world.sessions.find(id);
  if (found == world.sessions.end() || found->second.gone)
    return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_OBJECT, "No such session");
  const Session& session = found->second;
  const Reply reply(call);
  must(sd_bus_message_open_container(reply.message, 'a', "{sv}"), "open");
  property(reply.message, "Type", "s", "tty");
  property(reply.message, "Class", "s", session.user == "greeter" ? "greeter" : "user");
  property(reply.message, "TTY", "s", session.tty);
  property(reply.message, "State", "s", "active");
  property(reply.message, "Remote", "b", session.host == "-" ? "0" : "1");
  property(reply.message, "RemoteHost", "s", session.host == "-" ? "" : session.host);
  property(reply.message, "Timestamp", "t", "1700000000000000");
  must(sd_bus_message_close_container(reply.message), "close");
  return reply.send();
}

int logind_properties(sd_bus_message* call) {
  const Reply reply(call);
  must(sd_bus_message_append(reply.message, "a{sv}", 1, "ScheduledShutdown", "(st)", world.scheduled.c_str(),
                             world.scheduled_at),
       "append");
  return reply.send();
}

int logind(sd_bus_message* call, const std::string& member) {
  if (member == "ListSessions") return list_sessions(call);
  if (member.starts_with("Can") && member != "CancelScheduledShutdown")
    return sd_bus_reply_method_return(call, "s", world.can.c_str());
  if (world.deny)
    return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, "no");
  if (member == "SetWallMessage") {
    const char* text = nullptr;
    must(sd_bus_message_read(call, "s", &text), "read");
    world.calls += std::string("Wall(") + text + ") ";
    return sd_bus_reply_method_return(call, "");
  }
  if (member == "ScheduleShutdown") {
    const char* kind = nullptr;
    must(sd_bus_message_read(call, "st", &kind, &world.scheduled_at), "read");
    world.scheduled = kind;
    world.calls += "Schedule(" + world.scheduled + ") ";
    return sd_bus_reply_method_return(call, "");
  }
  if (member == "CancelScheduledShutdown") {
    const bool was = !world.scheduled.empty();
    world.scheduled.clear();
    world.calls += "Cancel() ";
    return sd_bus_reply_method_return(call, "b", was ? 1 : 0);
  }
  world.calls += member + "() ";
  return sd_bus_reply_method_return(call, "");
}

int on_call(sd_bus_message* call, void*, sd_bus_error*) {
  std::uint8_t type = 0;
  sd_bus_message_get_type(call, &type);
  if (type != SD_BUS_MESSAGE_METHOD_CALL) return 0;
  const std::string path = sd_bus_message_get_path(call);
  const std::string interface =
      sd_bus_message_get_interface(call) == nullptr ? "" : sd_bus_message_get_interface(call);
  const std::string member = sd_bus_message_get_member(call);
  if (interface == "org.freedesktop.DBus.Properties" && member == "GetAll") {
    if (path.starts_with("/org/freedesktop/systemd1/unit/")) return unit_properties(call, unit_of(path));
    constexpr const char* kSession = "/org/freedesktop/login1/session/";
    if (path.starts_with(kSession)) return session_properties(call, path.substr(std::strlen(kSession)));
    if (path == "/org/freedesktop/login1") return logind_properties(call);
  }
  constexpr const char* kUnits = "/org/freedesktop/systemd1/unit/";
  if (interface == "org.freedesktop.DBus.Properties" && member == "Get" && path.starts_with(kUnits))
    return unit_property(call, unit_of(path));
  if (interface == "org.freedesktop.login1.Manager") return logind(call, member);
  if (interface != kManager) return 0;
  if (member.starts_with("ListUnits")) return list_units(call, member);
  if (member == "Subscribe") return sd_bus_reply_method_return(call, "");
  if (member.ends_with("Unit")) return queue_job(call, member);
  return 0;
}

std::string obey(const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string name;
  words >> verb;
  if (verb == "calls") return world.calls.empty() ? "none" : world.calls;
  if (verb == "unit") {
    Unit unit;
    words >> name >> unit.load >> unit.active >> unit.sub;
    for (std::string pair; words >> pair;) {
      const std::size_t equals = pair.find('=');
      unit.more[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    if (unit.more.count("alias") > 0) world.aliases[unit.more["alias"]] = name;
    world.units[name] = unit;
  } else if (verb == "job") {
    Job job;
    words >> name >> job.result >> job.active >> job.sub;
    world.jobs[name] = job;
  } else if (verb == "hold") {
    world.hold = true;
  } else if (verb == "mute") {
    world.mute = true;
  } else if (verb == "release") {
    world.hold = false;
    for (const std::string& unit : world.held) end_job(unit);
    world.held.clear();
  } else if (verb == "deny") {
    world.deny = true;
  } else if (verb == "session") {
    Session session;
    words >> name >> session.user >> session.tty >> session.host;
    world.sessions[name] = session;
  } else if (verb == "gone") {
    words >> name;
    world.sessions[name].gone = true;
  } else if (verb == "can") {
    words >> world.can;
  } else {
    return "what?";
  }
  return "ok";
}

int on_input(sd_event_source* source, int, std::uint32_t, void*) {
  std::string line;
  if (!std::getline(std::cin, line)) return sd_event_exit(sd_event_source_get_event(source), 0);
  std::cout << obey(line) << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  for (int i = 2; i < argc; ++i) obey(argv[i]);
  sd_event* event = nullptr;
  must(sd_event_default(&event), "sd_event_default");
  must(sd_bus_new(&bus), "sd_bus_new");
  must(sd_bus_set_address(bus, argv[1]), "sd_bus_set_address");
  must(sd_bus_set_bus_client(bus, 1), "sd_bus_set_bus_client");
  must(sd_bus_start(bus), "sd_bus_start");
  must(sd_bus_attach_event(bus, event, 0), "sd_bus_attach_event");
  must(sd_bus_add_filter(bus, nullptr, on_call, nullptr), "sd_bus_add_filter");
  for (const char* name : {"org.freedesktop.systemd1", "org.freedesktop.login1"})
    must(sd_bus_request_name(bus, name, 0), name);
  must(sd_event_add_io(event, nullptr, STDIN_FILENO, EPOLLIN, on_input, nullptr), "sd_event_add_io");
  std::cout << "ready" << std::endl;
  must(sd_event_loop(event), "sd_event_loop");
  sd_bus_close_unref(bus);
  sd_event_unref(event);
}
