// What is asked of systemd, logind, timedated and hostnamed, on a bus given as the only argument.
// Commands come on standard input, one a line, and are answered by "ok":
//   state NAME            systemd's SystemState
//   failed [UNIT...]      the failed units
//   unit NAME LOAD ACTIVE a unit that ListUnitsByNames knows
//   sessions NUMBER
//   ntp yes|no
//   host NAME VALUE...    a property of hostnamed, which is on the bus from the first one on
//   silent [INTERFACE...] calls to these interfaces are swallowed
//   many NUMBER           ListUnitsFiltered has that many rows
//   removed UNIT RESULT   systemd's signal JobRemoved
// Echo of org.freedesktop.timedate1 gives its arguments back.
#include <sys/epoll.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Unit {
  std::string load = "loaded";
  std::string active = "active";
};

struct World {
  std::string state = "running";
  std::vector<std::string> failed;
  std::map<std::string, Unit> units;
  int sessions = 1;
  bool ntp = true;
  std::map<std::string, std::string> host;
  std::set<std::string> silent;
};

World world;
sd_bus* own_bus = nullptr;

void must(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "fake_services: %s: %s\n", what, std::strerror(-result));
  std::exit(1);
}

int append_unit(sd_bus_message* reply, const std::string& name, const Unit& unit) {
  return sd_bus_message_append(reply, "(ssssssouso)", name.c_str(), "A unit", unit.load.c_str(),
                               unit.active.c_str(), "dead", "", "/org/freedesktop/systemd1/unit/x", 0U, "",
                               "/");
}

template <typename Fill>
int answer(sd_bus_message* call, const char* row, Fill fill) {
  sd_bus_message* reply = nullptr;
  must(sd_bus_message_new_method_return(call, &reply), "new_method_return");
  must(sd_bus_message_open_container(reply, 'a', row), "open_container");
  fill(reply);
  must(sd_bus_message_close_container(reply), "close_container");
  const int result = sd_bus_send(nullptr, reply, nullptr);
  sd_bus_message_unref(reply);
  return result < 0 ? result : 1;
}

int list_failed(sd_bus_message* call, void*, sd_bus_error*) {
  return answer(call, "(ssssssouso)", [](sd_bus_message* reply) {
    for (const std::string& name : world.failed) append_unit(reply, name, {"loaded", "failed"});
  });
}

int list_by_names(sd_bus_message* call, void*, sd_bus_error*) {
  char** names = nullptr;
  must(sd_bus_message_read_strv(call, &names), "read_strv");
  const int result = answer(call, "(ssssssouso)", [names](sd_bus_message* reply) {
    for (char** name = names; name != nullptr && *name != nullptr; ++name) {
      const auto unit = world.units.find(*name);
      append_unit(reply, *name, unit == world.units.end() ? Unit{"not-found", "inactive"} : unit->second);
    }
  });
  for (char** name = names; name != nullptr && *name != nullptr; ++name) std::free(*name);
  std::free(names);
  return result;
}

int list_sessions(sd_bus_message* call, void*, sd_bus_error*) {
  return answer(call, "(susso)", [](sd_bus_message* reply) {
    for (int i = 0; i < world.sessions; ++i) {
      sd_bus_message_append(reply, "(susso)", std::to_string(i).c_str(), 1000U, "someone", "seat0",
                            "/org/freedesktop/login1/session/x");
    }
  });
}

int echo(sd_bus_message* call) {
  sd_bus_message* reply = nullptr;
  must(sd_bus_message_new_method_return(call, &reply), "new_method_return");
  must(sd_bus_message_append(reply, "s", sd_bus_message_get_signature(call, 1)), "append");
  must(sd_bus_message_copy(reply, call, 1), "copy");
  const int result = sd_bus_send(nullptr, reply, nullptr);
  sd_bus_message_unref(reply);
  return result < 0 ? result : 1;
}

int get_state(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*, sd_bus_error*) {
  return sd_bus_message_append(reply, "s", world.state.c_str());
}

int get_ntp(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*, sd_bus_error*) {
  return sd_bus_message_append(reply, "b", world.ntp ? 1 : 0);
}

int get_host(sd_bus*, const char*, const char*, const char* property, sd_bus_message* reply, void*,
             sd_bus_error*) {
  return sd_bus_message_append(reply, "s", world.host[property].c_str());
}

const sd_bus_vtable kSystemd[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("SystemState", "s", get_state, 0, 0),
    SD_BUS_METHOD("ListUnitsFiltered", "as", "a(ssssssouso)", list_failed, 0),
    SD_BUS_METHOD("ListUnitsByNames", "as", "a(ssssssouso)", list_by_names, 0), SD_BUS_VTABLE_END};
const sd_bus_vtable kLogind[] = {SD_BUS_VTABLE_START(0),
                                 SD_BUS_METHOD("ListSessions", "", "a(susso)", list_sessions, 0),
                                 SD_BUS_VTABLE_END};
const sd_bus_vtable kTimedated[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("NTPSynchronized", "b", get_ntp, 0, 0), SD_BUS_VTABLE_END};

// As hostnamed has them: what nobody has set is there, and empty.
const sd_bus_vtable kHostnamed[] = {SD_BUS_VTABLE_START(0),
                                    SD_BUS_PROPERTY("StaticHostname", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("PrettyHostname", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("Chassis", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("Deployment", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("Location", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("HardwareVendor", "s", get_host, 0, 0),
                                    SD_BUS_PROPERTY("HardwareModel", "s", get_host, 0, 0),
                                    SD_BUS_VTABLE_END};

// Swallows what shall not be answered, before the vtables see it.
int swallow(sd_bus_message* message, void*, sd_bus_error*) {
  std::uint8_t type = 0;
  sd_bus_message_get_type(message, &type);
  if (type != SD_BUS_MESSAGE_METHOD_CALL) return 0;
  // Not in a vtable: any signature will do.
  if (sd_bus_message_is_method_call(message, "org.freedesktop.timedate1", "Echo") > 0) return echo(message);
  if (world.silent.empty()) return 0;
  std::string interface =
      sd_bus_message_get_interface(message) == nullptr ? "" : sd_bus_message_get_interface(message);
  if (interface == "org.freedesktop.DBus.Properties") {
    const char* real = nullptr;
    sd_bus_message_read(message, "s", &real);
    interface = real == nullptr ? "" : real;
    sd_bus_message_rewind(message, 1);
  }
  return world.silent.count(interface) > 0 ? 1 : 0;
}

std::vector<std::string> rest_of(std::istringstream& words) {
  std::vector<std::string> out;
  for (std::string word; words >> word;) out.push_back(word);
  return out;
}

bool obey(const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  words >> verb;
  if (verb == "state") {
    words >> world.state;
  } else if (verb == "failed") {
    world.failed = rest_of(words);
  } else if (verb == "unit") {
    std::string name;
    Unit unit;
    words >> name >> unit.load >> unit.active;
    world.units[name] = unit;
  } else if (verb == "sessions") {
    words >> world.sessions;
  } else if (verb == "ntp") {
    std::string value;
    words >> value;
    world.ntp = value == "yes";
  } else if (verb == "host") {
    if (world.host.empty())
      must(sd_bus_request_name(own_bus, "org.freedesktop.hostname1", 0), "org.freedesktop.hostname1");
    std::string name;
    words >> name >> std::ws;
    std::getline(words, world.host[name]);
  } else if (verb == "silent") {
    const auto names = rest_of(words);
    world.silent = {names.begin(), names.end()};
  } else if (verb == "many") {
    std::size_t count = 0;
    words >> count;
    world.failed.assign(count, "x.service");
  } else if (verb == "removed") {
    std::string unit;
    std::string result;
    words >> unit >> result;
    must(sd_bus_emit_signal(own_bus, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
                            "JobRemoved", "uoss", 7U, "/org/freedesktop/systemd1/job/7", unit.c_str(),
                            result.c_str()),
         "emit_signal");
  } else {
    return false;
  }
  return true;
}

int on_input(sd_event_source* source, int, std::uint32_t, void*) {
  std::string line;
  if (!std::getline(std::cin, line)) return sd_event_exit(sd_event_source_get_event(source), 0);
  std::cout << (obey(line) ? "ok" : "what?") << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  sd_event* event = nullptr;
  sd_bus* bus = nullptr;
  must(sd_event_new(&event), "sd_event_new");
  must(sd_bus_new(&bus), "sd_bus_new");
  must(sd_bus_set_address(bus, argv[1]), "sd_bus_set_address");
  must(sd_bus_set_bus_client(bus, 1), "sd_bus_set_bus_client");
  must(sd_bus_start(bus), "sd_bus_start");
  own_bus = bus;
  must(sd_bus_add_filter(bus, nullptr, swallow, nullptr), "sd_bus_add_filter");
  const auto serve = [bus](const char* path, const char* interface, const sd_bus_vtable* vtable) {
    must(sd_bus_add_object_vtable(bus, nullptr, path, interface, vtable, nullptr), interface);
  };
  serve("/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", kSystemd);
  serve("/org/freedesktop/login1", "org.freedesktop.login1.Manager", kLogind);
  serve("/org/freedesktop/timedate1", "org.freedesktop.timedate1", kTimedated);
  serve("/org/freedesktop/hostname1", "org.freedesktop.hostname1", kHostnamed);
  for (const char* name :
       {"org.freedesktop.systemd1", "org.freedesktop.login1", "org.freedesktop.timedate1"}) {
    must(sd_bus_request_name(bus, name, 0), name);
  }
  must(sd_bus_attach_event(bus, event, 0), "sd_bus_attach_event");
  must(sd_event_add_io(event, nullptr, STDIN_FILENO, EPOLLIN, on_input, nullptr), "sd_event_add_io");
  std::cout << "ready" << std::endl;
  must(sd_event_loop(event), "sd_event_loop");
  sd_bus_close_unref(bus);
  sd_event_unref(event);
}
