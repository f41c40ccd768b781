#include "platform/notify.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>

#include "base/text.h"

namespace maxos::platform {
namespace {

// systemd ignores a status that is not UTF-8, and a line break in it would start another assignment.
std::string assignment_of_status(std::string_view text) {
  std::string clean = base::to_utf8(std::string(text));
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
      ' ');
  return "STATUS=" + clean;
}

// A lost notification cannot be helped from here: systemd's own time limits then speak.
void send(const std::string& state) {
  sd_notify(0, state.c_str());
}

}  // namespace

std::optional<std::chrono::microseconds> Notify::watchdog_period() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return std::chrono::microseconds(microseconds);
}

void Notify::ready(std::string_view status) {
  if (stopping_) return;
  send((ready_sent_ ? "" : "READY=1\n") + assignment_of_status(status));
  ready_sent_ = true;
}

void Notify::status(std::string_view text) {
  send(assignment_of_status(text));
}

void Notify::reloading() {
  if (stopping_) return;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1'000));
  ready_sent_ = false;
}

void Notify::stopping(std::string_view status) {
  if (stopping_) return;
  stopping_ = true;
  send("STOPPING=1\n" + assignment_of_status(status));
}

void Notify::watchdog() {
  send("WATCHDOG=1");
}

}  // namespace maxos::platform
