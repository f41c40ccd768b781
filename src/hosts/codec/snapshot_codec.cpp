#include "hosts/codec/snapshot_codec.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/status.h"
#include "base/text.h"

namespace maxos::hosts {
namespace {

constexpr int kMaxList = 4'096;
constexpr std::size_t kMaxText = 4'096;

// Reads fields, and remembers when one was not as it must be.
class Reader {
 public:
  double number(double value) {
    good_ = good_ && std::isfinite(value);
    return value;
  }
  std::string text(std::string&& value) {
    good_ = good_ && value.size() <= kMaxText;
    return std::move(value);
  }
  void count(int size) { good_ = good_ && size <= kMaxList; }
  bool good() const { return good_; }

 private:
  bool good_ = true;
};

void encode_lists(const health::Snapshot& snapshot, internal::Snapshot& message) {
  for (const health::Filesystem& one : snapshot.filesystems) {
    internal::Filesystem& to = *message.add_filesystems();
    to.set_mount_point(base::to_utf8(one.mount_point));
    to.set_source(base::to_utf8(one.source));
    to.set_type(base::to_utf8(one.type));
    to.set_total_bytes(one.total_bytes);
    to.set_available_bytes(one.available_bytes);
    to.set_used_bytes(one.used_bytes);
    to.set_inodes(one.inodes);
    to.set_inodes_free(one.inodes_free);
    to.set_read_only(one.read_only);
    to.set_used_percent(one.used_percent);
    if (one.inodes_used_percent) to.set_inodes_used_percent(*one.inodes_used_percent);
  }
  for (const health::BlockDevice& one : snapshot.block_devices) {
    internal::BlockDevice& to = *message.add_block_devices();
    to.set_name(base::to_utf8(one.name));
    to.set_read_bytes(one.read_bytes);
    to.set_written_bytes(one.written_bytes);
  }
  for (const health::NetworkInterface& one : snapshot.interfaces) {
    internal::NetworkInterface& to = *message.add_interfaces();
    to.set_name(base::to_utf8(one.name));
    to.set_received_bytes(one.received_bytes);
    to.set_sent_bytes(one.sent_bytes);
    to.set_errors(one.errors);
    to.set_dropped(one.dropped);
  }
  for (const health::Temperature& one : snapshot.temperatures) {
    internal::Temperature& to = *message.add_temperatures();
    to.set_zone(base::to_utf8(one.zone));
    to.set_celsius(one.celsius);
  }
}

void encode_bus(const health::Bus& bus, internal::Bus& to) {
  to.set_reachable(bus.reachable);
  to.set_detail(base::to_utf8(bus.detail));
  if (bus.systemd_state) to.set_systemd_state(base::to_utf8(*bus.systemd_state));
  if (bus.failed_units) {
    to.mutable_failed_units();
    for (const std::string& unit : *bus.failed_units)
      to.mutable_failed_units()->add_names(base::to_utf8(unit));
  }
  for (const auto& [unit, state] : bus.watched_units) {
    (*to.mutable_watched_units())[base::to_utf8(unit)] = base::to_utf8(state);
  }
  if (bus.sessions) to.set_sessions(*bus.sessions);
  if (bus.ntp_synchronized) to.set_ntp_synchronized(*bus.ntp_synchronized);
}

void decode_lists(internal::Snapshot& message, Reader& read, health::Snapshot& snapshot) {
  for (const int size : {message.filesystems_size(), message.block_devices_size(), message.interfaces_size(),
                         message.temperatures_size()}) {
    read.count(size);
  }
  if (!read.good()) return;
  for (internal::Filesystem& one : *message.mutable_filesystems()) {
    health::Filesystem& to = snapshot.filesystems.emplace_back();
    to.mount_point = read.text(std::move(*one.mutable_mount_point()));
    to.source = read.text(std::move(*one.mutable_source()));
    to.type = read.text(std::move(*one.mutable_type()));
    to.total_bytes = one.total_bytes();
    to.available_bytes = one.available_bytes();
    to.used_bytes = one.used_bytes();
    to.inodes = one.inodes();
    to.inodes_free = one.inodes_free();
    to.read_only = one.read_only();
    to.used_percent = read.number(one.used_percent());
    if (one.has_inodes_used_percent()) to.inodes_used_percent = read.number(one.inodes_used_percent());
  }
  for (internal::BlockDevice& one : *message.mutable_block_devices()) {
    snapshot.block_devices.push_back(
        {read.text(std::move(*one.mutable_name())), one.read_bytes(), one.written_bytes()});
  }
  for (internal::NetworkInterface& one : *message.mutable_interfaces()) {
    snapshot.interfaces.push_back({read.text(std::move(*one.mutable_name())), one.received_bytes(),
                                   one.sent_bytes(), one.errors(), one.dropped()});
  }
  for (internal::Temperature& one : *message.mutable_temperatures()) {
    snapshot.temperatures.push_back({read.text(std::move(*one.mutable_zone())), read.number(one.celsius())});
  }
}

void decode_bus(internal::Bus& message, Reader& read, health::Bus& bus) {
  bus.reachable = message.reachable();
  bus.detail = read.text(std::move(*message.mutable_detail()));
  if (message.has_systemd_state()) bus.systemd_state = read.text(std::move(*message.mutable_systemd_state()));
  read.count(message.failed_units().names_size());
  read.count(static_cast<int>(message.watched_units().size()));
  if (!read.good()) return;
  if (message.has_failed_units()) {
    bus.failed_units.emplace();
    for (std::string& unit : *message.mutable_failed_units()->mutable_names()) {
      bus.failed_units->push_back(read.text(std::move(unit)));
    }
  }
  for (auto& [unit, state] : *message.mutable_watched_units()) {
    bus.watched_units.emplace(read.text(std::string(unit)), read.text(std::move(state)));
  }
  if (message.has_sessions()) bus.sessions = message.sessions();
  if (message.has_ntp_synchronized()) bus.ntp_synchronized = message.ntp_synchronized();
}

}  // namespace

void encode(const health::Snapshot& snapshot, internal::Snapshot& message) {
  using std::chrono::nanoseconds;
  message.set_taken_ns(nanoseconds(snapshot.taken.time_since_epoch()).count());
  message.set_taken_wall_ns(nanoseconds(snapshot.taken_wall.time_since_epoch()).count());
  if (snapshot.uptime_seconds) message.set_uptime_seconds(*snapshot.uptime_seconds);
  if (snapshot.boot_time) message.set_boot_time(*snapshot.boot_time);
  if (snapshot.cpu.used_percent) message.set_cpu_used_percent(*snapshot.cpu.used_percent);
  message.set_cpu_count(snapshot.cpu.count);
  if (snapshot.load) {
    message.mutable_load()->set_one(snapshot.load->one);
    message.mutable_load()->set_five(snapshot.load->five);
    message.mutable_load()->set_fifteen(snapshot.load->fifteen);
  }
  if (snapshot.memory) {
    message.mutable_memory()->set_total(snapshot.memory->total);
    message.mutable_memory()->set_available(snapshot.memory->available);
    message.mutable_memory()->set_swap_total(snapshot.memory->swap_total);
    message.mutable_memory()->set_swap_free(snapshot.memory->swap_free);
  }
  if (snapshot.pressure.cpu) message.set_pressure_cpu(*snapshot.pressure.cpu);
  if (snapshot.pressure.memory) message.set_pressure_memory(*snapshot.pressure.memory);
  if (snapshot.pressure.io) message.set_pressure_io(*snapshot.pressure.io);
  encode_lists(snapshot, message);
  if (snapshot.processes) message.set_processes(*snapshot.processes);
  if (snapshot.fds_used) message.set_fds_used(*snapshot.fds_used);
  if (snapshot.fds_max) message.set_fds_max(*snapshot.fds_max);
  encode_bus(snapshot.bus, *message.mutable_bus());
}

absl::StatusOr<health::Snapshot> decode(internal::Snapshot&& message,
                                        std::chrono::steady_clock::time_point now) {
  using std::chrono::nanoseconds;
  Reader read;
  health::Snapshot snapshot;
  snapshot.taken = std::min(now, std::chrono::steady_clock::time_point(nanoseconds(message.taken_ns())));
  snapshot.taken_wall = std::chrono::system_clock::time_point(nanoseconds(message.taken_wall_ns()));
  if (message.has_uptime_seconds()) snapshot.uptime_seconds = read.number(message.uptime_seconds());
  if (message.has_boot_time()) snapshot.boot_time = message.boot_time();
  if (message.has_cpu_used_percent()) snapshot.cpu.used_percent = read.number(message.cpu_used_percent());
  snapshot.cpu.count = message.cpu_count();
  if (message.has_load()) {
    snapshot.load = health::Load{read.number(message.load().one()), read.number(message.load().five()),
                                 read.number(message.load().fifteen())};
  }
  if (message.has_memory()) {
    snapshot.memory = health::Memory{message.memory().total(), message.memory().available(),
                                     message.memory().swap_total(), message.memory().swap_free()};
  }
  if (message.has_pressure_cpu()) snapshot.pressure.cpu = read.number(message.pressure_cpu());
  if (message.has_pressure_memory()) snapshot.pressure.memory = read.number(message.pressure_memory());
  if (message.has_pressure_io()) snapshot.pressure.io = read.number(message.pressure_io());
  decode_lists(message, read, snapshot);
  if (message.has_processes()) snapshot.processes = message.processes();
  if (message.has_fds_used()) snapshot.fds_used = message.fds_used();
  if (message.has_fds_max()) snapshot.fds_max = message.fds_max();
  decode_bus(*message.mutable_bus(), read, snapshot.bus);
  if (!read.good()) {
    return base::internal(
        "The system host's health sample is not valid and was dropped: a size, a count or a number is "
        "impossible.");
  }
  return snapshot;
}

}  // namespace maxos::hosts
