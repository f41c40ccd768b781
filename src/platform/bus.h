// D-Bus as plain data: asynchronous calls over sd-bus on the event loop. Nothing here waits.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "platform/event_loop.h"

namespace maxos::platform {

// A decoded value. Arrays, structs and dictionary entries are lists, variants are what is in them, object
// paths and signatures are strings, the signed and unsigned integers are widened; descriptors are not taken
// (monostate).
struct BusValue {
  using List = std::vector<BusValue>;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List> value;

  // What is held when it is of that type, else nullptr.
  const bool* boolean() const { return std::get_if<bool>(&value); }
  const std::uint64_t* number() const { return std::get_if<std::uint64_t>(&value); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value); }
  const double* real() const { return std::get_if<double>(&value); }
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const List* list() const { return std::get_if<List>(&value); }
};

struct BusArgument;

// o: an object path.
struct BusPath {
  std::string path;
};
// a{sv}; a value that is such a dictionary itself is a variant that holds one.
struct BusDictionary {
  std::vector<std::pair<std::string, BusArgument>> entries;
};
// a{sa{sv}}: dictionaries by name, as NetworkManager's settings are.
struct BusSections {
  std::vector<std::pair<std::string, BusDictionary>> sections;
};

// What an argument may be, in the order of the alternatives: s, b, u, as, i, q, x, t, d, o, ay, a{sv},
// a{sa{sv}}.
using BusArgumentValue = std::variant<std::string, bool, std::uint32_t, std::vector<std::string>,
                                      std::int32_t, std::uint16_t, std::int64_t, std::uint64_t, double,
                                      BusPath, std::vector<std::uint8_t>, BusDictionary, BusSections>;
struct BusArgument : BusArgumentValue {
  using BusArgumentValue::BusArgumentValue;
};

struct BusCall {
  std::string destination;
  std::string path;
  std::string interface;
  std::string member;
  std::vector<BusArgument> arguments;
  // From call() on, connecting included.
  std::chrono::microseconds timeout = std::chrono::milliseconds(250);
  // Whether the bus may start the service when it does not run.
  bool auto_start = true;
  // An answer with more values than this is refused, so that a hostile service cannot fill the memory.
  std::size_t max_values = 20'000;
};

// Which signals are meant; all four are given.
struct BusSignal {
  std::string sender;
  std::string path;
  std::string interface;
  std::string member;
};

// A connection that is made when it is first needed, and again when it was lost. Used on the loop's thread
// alone, or while the loop does not run.
class Bus {
 public:
  // OK: the values of the reply. Unavailable: no bus, the service is not on it, or the connection broke.
  // DeadlineExceeded: no answer in time. PermissionDenied, NotFound, FailedPrecondition, Internal: the
  // service's own refusal.
  // Messages are sentences for people.
  using Reply = std::function<void(absl::StatusOr<BusValue::List>)>;

  // `address`: as in D-Bus's specification ("unix:path=/run/x"); empty is $DBUS_SYSTEM_BUS_ADDRESS or the
  // system bus. `loop` must outlive it.
  Bus(EventLoop& loop, std::string address);
  // Replies that are still due are dropped uncalled.
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  // Calls `done` exactly once, later, on the loop.
  void call(const BusCall& call, Reply done);

  // org.freedesktop.DBus.Properties.Get; `call.member` is the property, its arguments are not used. The reply
  // has one value.
  void get_property(BusCall call, Reply done);

  // Called on the loop for each such signal with its values, until the watch is dropped. Once with
  // Unavailable when the connection breaks: what was signalled since is lost, and nothing comes any more.
  using Signalled = std::function<void(const absl::StatusOr<BusValue::List>&)>;

  // Ends the watching when it is dropped, on the loop's thread, before the Bus or after it.
  using Watch = std::shared_ptr<void>;

  // Watches from now on: no signal that follows the answer of a later call is missed. Unavailable when there
  // is no bus.
  absl::StatusOr<Watch> watch(const BusSignal& signal, Signalled signalled);

  // Whether there is a connection over which the bus has spoken to us.
  bool connected() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace maxos::platform
