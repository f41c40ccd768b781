#include "platform/bus.h"

#include <systemd/sd-bus.h>

#include <cstdlib>
#include <map>
#include <system_error>
#include <utility>

#include "base/status.h"
#include "platform/bus_message.h"

namespace maxos::platform {
namespace {

constexpr const char* kSystemBus = "unix:path=/run/dbus/system_bus_socket";
// A connection that has not come to life by then is given up; the next call tries a new one.
constexpr std::chrono::seconds kConnectLimit{5};
constexpr std::size_t kMaxSignalValues = 1'000;

struct MessageUnref {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, MessageUnref>;

absl::Status failed(int result, std::string_view what) {
  return base::from_errno(-result, what);
}

}  // namespace

struct Bus::Impl : std::enable_shared_from_this<Impl> {
  // A call that has no answer yet.
  struct Pending {
    Impl* owner = nullptr;
    std::uint64_t id = 0;
    std::string destination;
    std::size_t max_values = 0;
    sd_bus_slot* slot = nullptr;
    EventLoop::Source timer;
    Reply done;

    Pending() = default;
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    // The slot goes first: no reply can come after it.
    ~Pending() { sd_bus_slot_unref(slot); }
  };

  // Signals that are watched for, on the connection that was there when it began.
  struct Watching : std::enable_shared_from_this<Watching> {
    BusSignal signal;
    Signalled signalled;
    sd_bus_slot* slot = nullptr;

    Watching(BusSignal what, Signalled call) : signal(std::move(what)), signalled(std::move(call)) {}
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
    ~Watching() { sd_bus_slot_unref(slot); }
  };

  EventLoop& loop;
  std::string address;
  sd_bus* bus = nullptr;
  EventLoop::Source connect_timer;
  std::map<std::uint64_t, std::unique_ptr<Pending>> pending;
  std::vector<std::weak_ptr<Watching>> watches;
  std::uint64_t last_id = 0;

  Impl(EventLoop& event_loop, std::string bus_address) : loop(event_loop), address(std::move(bus_address)) {
    if (!address.empty()) return;
    const char* const configured = secure_getenv("DBUS_SYSTEM_BUS_ADDRESS");
    address = configured != nullptr ? configured : kSystemBus;
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    pending.clear();
    end_watches();
    sd_bus_close_unref(bus);
  }

  // Runs `done` from the loop, unless the Bus is gone by then.
  void answer_later(Reply done, absl::Status status) {
    loop.post([weak = weak_from_this(), done = std::move(done), status = std::move(status)] {
      if (!weak.expired()) done(status);
    });
  }

  void finish(std::uint64_t id, absl::StatusOr<BusValue::List> answer) {
    const auto found = pending.find(id);
    if (found == pending.end()) return;
    const std::unique_ptr<Pending> call = std::move(found->second);
    pending.erase(found);
    call->done(std::move(answer));
  }

  // Takes the watches off the connection before it goes. Those who hold them get them back.
  std::vector<std::shared_ptr<Watching>> end_watches() {
    std::vector<std::shared_ptr<Watching>> ended;
    for (const std::weak_ptr<Watching>& weak : std::exchange(watches, {})) {
      std::shared_ptr<Watching> watch = weak.lock();
      if (watch == nullptr) continue;
      watch->slot = sd_bus_slot_unref(watch->slot);
      ended.push_back(std::move(watch));
    }
    return ended;
  }

  // Gives the connection up; whoever waits is told why.
  void drop(const absl::Status& why) {
    connect_timer.reset();
    for (auto& [id, call] : std::exchange(pending, {})) answer_later(std::move(call->done), why);
    for (std::weak_ptr<Watching> watch : end_watches()) {
      loop.post([watch, why] {
        if (const auto held = watch.lock(); held != nullptr) held->signalled(why);
      });
    }
    sd_bus_close_unref(std::exchange(bus, nullptr));
  }

  // Starts to connect unless there is a connection, made or in the making. Does not wait: sd-bus connects,
  // authenticates and says hello from the event loop, and calls queue meanwhile.
  absl::Status connect() {
    if (bus != nullptr && sd_bus_is_open(bus) > 0) return absl::OkStatus();
    drop(base::unavailable("the connection to D-Bus was lost"));
    const std::string where = "cannot connect to D-Bus at " + address;
    int result = sd_bus_new(&bus);
    if (result >= 0) result = sd_bus_set_address(bus, address.c_str());
    if (result >= 0) result = sd_bus_set_bus_client(bus, 1);
    if (result >= 0) result = sd_bus_negotiate_fds(bus, 0);
    // At the loop's end sd-bus would flush by itself, and wait for ever for a bus that hangs.
    if (result >= 0) result = sd_bus_set_close_on_exit(bus, 0);
    if (result >= 0) result = sd_bus_start(bus);
    if (result >= 0) result = sd_bus_attach_event(bus, loop.native(), SD_EVENT_PRIORITY_NORMAL);
    if (result >= 0) result = watch_for_loss();
    if (result < 0) {
      sd_bus_close_unref(std::exchange(bus, nullptr));
      return base::make_status(absl::StatusCode::kUnavailable,
                               where + ": " + std::generic_category().message(-result));
    }
    connect_timer = loop.add_timer(kConnectLimit, [this, where] {
      if (sd_bus_is_ready(bus) <= 0) drop(base::unavailable(where + ": no answer"));
    });
    return absl::OkStatus();
  }

  // Closes our end as soon as the bus closes its own, not at the next call.
  int watch_for_loss() {
    const auto lost = [](sd_bus_message*, void* data, sd_bus_error*) {
      auto* const self = static_cast<Impl*>(data);
      // Not from within sd-bus's own dispatch.
      self->loop.post([weak = self->weak_from_this(), gone = self->bus] {
        const auto impl = weak.lock();
        if (impl != nullptr && impl->bus == gone && sd_bus_is_open(gone) <= 0) {
          impl->drop(base::unavailable("the connection to D-Bus was lost"));
        }
      });
      return 0;
    };
    return sd_bus_match_signal(bus, nullptr, "org.freedesktop.DBus.Local", "/org/freedesktop/DBus/Local",
                               "org.freedesktop.DBus.Local", "Disconnected", lost, this);
  }

  absl::Status send(const BusCall& call, Pending& waiting) {
    sd_bus_message* raw = nullptr;
    int result = sd_bus_message_new_method_call(bus, &raw, call.destination.c_str(), call.path.c_str(),
                                                call.interface.c_str(), call.member.c_str());
    const Message message(raw);
    if (result >= 0) result = sd_bus_message_set_auto_start(raw, call.auto_start ? 1 : 0);
    for (const BusArgument& argument : call.arguments) {
      if (result >= 0) result = append_argument(raw, argument);
    }
    const auto answered = [](sd_bus_message* reply, void* data, sd_bus_error*) {
      auto* const self = static_cast<Pending*>(data);
      self->owner->finish(self->id, decode_reply(reply, self->destination, self->max_values));
      return 0;
    };
    // Our own timer limits the call: sd-bus does not count the time that connecting takes.
    if (result >= 0) result = sd_bus_call_async(bus, &waiting.slot, raw, answered, &waiting, UINT64_MAX);
    return result < 0 ? failed(result, "calling " + call.member + " of " + call.destination)
                      : absl::OkStatus();
  }

  absl::StatusOr<Watch> watch(const BusSignal& signal, Signalled signalled);

  void call(const BusCall& call, Reply done) {
    if (absl::Status status = connect(); !status.ok())
      return answer_later(std::move(done), std::move(status));
    const std::uint64_t id = ++last_id;
    auto waiting = std::make_unique<Pending>();
    waiting->owner = this;
    waiting->id = id;
    waiting->destination = call.destination;
    waiting->max_values = call.max_values;
    if (absl::Status status = send(call, *waiting); !status.ok()) {
      return answer_later(std::move(done), std::move(status));
    }
    waiting->done = std::move(done);
    waiting->timer = loop.add_timer(call.timeout, [this, id, timeout = call.timeout] {
      const auto found = pending.find(id);
      if (found == pending.end()) return;
      const bool spoken = bus != nullptr && sd_bus_is_ready(bus) > 0;
      const std::string who = spoken ? found->second->destination : "D-Bus at " + address;
      const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
      finish(id,
             base::deadline_exceeded(who + " did not answer within " + std::to_string(milliseconds) + " ms"));
    });
    pending.emplace(id, std::move(waiting));
  }
};

absl::StatusOr<Bus::Watch> Bus::Impl::watch(const BusSignal& signal, Signalled signalled) {
  if (absl::Status status = connect(); !status.ok()) return status;
  auto watching = std::make_shared<Watching>(signal, std::move(signalled));
  const auto came = [](sd_bus_message* message, void* data, sd_bus_error*) {
    // Held: the callback may drop the watch.
    const auto held = static_cast<Watching*>(data)->shared_from_this();
    held->signalled(decode_reply(message, held->signal.sender, kMaxSignalValues));
    return 0;
  };
  // Not waited for: the bus handles what comes over one connection in its order.
  const int result = sd_bus_match_signal_async(bus, &watching->slot, signal.sender.c_str(),
                                               signal.path.c_str(), signal.interface.c_str(),
                                               signal.member.c_str(), came, nullptr, watching.get());
  if (result < 0) return failed(result, "watching for " + signal.member + " of " + signal.sender);
  std::erase_if(watches, [](const std::weak_ptr<Watching>& weak) { return weak.expired(); });
  watches.push_back(watching);
  return watching;
}

Bus::Bus(EventLoop& loop, std::string address) : impl_(std::make_shared<Impl>(loop, std::move(address))) {}
Bus::~Bus() = default;

void Bus::call(const BusCall& call, Reply done) {
  impl_->call(call, std::move(done));
}

void Bus::get_property(BusCall call, Reply done) {
  call.arguments = {std::exchange(call.interface, "org.freedesktop.DBus.Properties"),
                    std::exchange(call.member, "Get")};
  impl_->call(call, [done = std::move(done), who = call.destination](absl::StatusOr<BusValue::List> answer) {
    if (answer.ok() && answer->size() != 1) answer = base::internal(who + " answered Get without a value");
    done(std::move(answer));
  });
}

absl::StatusOr<Bus::Watch> Bus::watch(const BusSignal& signal, Signalled signalled) {
  return impl_->watch(signal, std::move(signalled));
}

bool Bus::connected() const {
  return impl_->bus != nullptr && sd_bus_is_ready(impl_->bus) > 0;
}

}  // namespace maxos::platform
