// What a fake service answers with, for programs of one file: each of these ends the program when it fails.
#pragma once

#include <systemd/sd-bus.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

inline void must(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "fake_systemd: %s: %s\n", what, std::strerror(-result));
  std::exit(1);
}

struct Reply {
  sd_bus_message* message = nullptr;
  explicit Reply(sd_bus_message* call) {
    must(sd_bus_message_new_method_return(call, &message), "new_method_return");
  }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() { sd_bus_message_unref(message); }
  int send() const { return sd_bus_send(nullptr, message, nullptr) < 0 ? -EIO : 1; }
};

inline void property(sd_bus_message* reply, const char* name, const char* type, const std::string& value) {
  must(sd_bus_message_open_container(reply, 'e', "sv"), "open");
  must(sd_bus_message_append(reply, "s", name), "append");
  switch (*type) {
    case 's':
      must(sd_bus_message_append(reply, "v", type, value.c_str()), name);
      break;
    case 'b':
      must(sd_bus_message_append(reply, "v", type, value == "1" ? 1 : 0), name);
      break;
    case 'i':
      must(sd_bus_message_append(reply, "v", type, std::atoi(value.c_str())), name);
      break;
    case 'u':
      must(sd_bus_message_append(reply, "v", type, static_cast<unsigned>(std::atoi(value.c_str()))), name);
      break;
    case 't':
      must(sd_bus_message_append(reply, "v", type, std::strtoull(value.c_str(), nullptr, 10)), name);
      break;
    default:
      must(sd_bus_message_append(reply, "v", "as", value.empty() ? 0 : 1, value.c_str()), name);
      break;
  }
  must(sd_bus_message_close_container(reply), "close");
}

}  // namespace
