// RemoteHost on its loop's thread: the connection, what comes over it, and what does not.
#include <algorithm>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "hosts/codec/plan_codec.h"
#include "hosts/codec/protocol.h"
#include "hosts/codec/scratch.h"
#include "hosts/codec/snapshot_codec.h"
#include "hosts/remote/limits.h"
#include "hosts/remote/remote_host.h"

namespace maxos::hosts {
namespace {

absl::StatusOr<agents::Outcome> outcome_of(internal::FromHost& message) {
  if (message.has_failure()) return decode_failure(message.failure());
  return decode_outcome(std::move(*message.mutable_executed()));
}

}  // namespace

void RemoteHost::connect() {
  retry_at_ = Clock::time_point::max();
  auto fd = options_.connect();
  if (!fd.ok()) return lost(std::string(base::message_of(fd.status())), false);
  link_ = FrameLink::create(loop_, *std::move(fd), {kMaxFrameFromHost, kMaxBacklog});
  link_->start(
      [weak = weak_self_](std::string_view frame) {
        if (const auto self = weak.lock()) (*self)->on_frame(frame);
      },
      [weak = weak_self_](const absl::Status& why) {
        if (const auto self = weak.lock()) (*self)->on_end(why);
      });
  heard_ = asked_ = used_ = Clock::now();
  pinged_ = false;
  internal::ToHost hello;
  hello.mutable_hello()->set_protocol(kProtocol);
  hello.mutable_hello()->set_version(MAXOS_VERSION);
  hello.mutable_hello()->set_catalogue(options_.catalogue);
  link_->send(hello);
}

void RemoteHost::on_frame(std::string_view frame) {
  heard_ = Clock::now();
  pinged_ = false;
  Scratch<internal::FromHost> scratch;
  internal::FromHost& message = *scratch;
  if (!message.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
    return lost("it sent bytes that are no message", false);
  }
  if (message.has_hello()) return on_hello(message.hello());
  if (message.body_case() == internal::FromHost::kPong) return;
  if (message.has_progress()) {
    const Pending pending = find(message.call());
    if (pending != nullptr && pending->executed && pending->call.progress) {
      pending->call.progress(static_cast<int>(std::min(message.progress().percent(), 100U)),
                             base::utf8_prefix(message.progress().message(), 1024));
    }
    return;
  }
  if (message.has_item()) return on_item(std::move(message));
  if (message.has_planned()) return on_planned(std::move(message));
  if (message.has_sample()) return on_sample(std::move(message));
  const Pending pending = take(message.call());
  // It was given up meanwhile.
  if (pending == nullptr) return;
  used_ = heard_;
  if (pending->executed) return pending->executed(outcome_of(message));
  if (message.has_failure()) return pending->fail(decode_failure(message.failure()));
  pending->fail(base::internal(title() + " gave an answer to something else."));
}

void RemoteHost::on_item(internal::FromHost&& message) {
  const std::uint64_t id = message.call();
  const Pending pending = find(id);
  if (pending == nullptr || !pending->executed || !pending->call.items) return;
  auto item = decode_item(std::move(*message.mutable_item()));
  if (!item.ok()) {
    // Without the rest of it, for which nobody waits any more.
    if (const Pending ended = take(id)) ended->fail(item.status());
    if (link_ != nullptr) send_cancel(*link_, id);
    return;
  }
  pending->call.items(*std::move(item), [this, id, weak = weak_self_] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    const auto link = link_of(id);
    if (link == nullptr) return;
    internal::ToHost taken;
    taken.set_call(id);
    taken.mutable_taken();
    link->send(taken);
  });
}

void RemoteHost::on_sample(internal::FromHost&& message) {
  const std::uint64_t id = message.call();
  const Pending pending = find(id);
  if (pending == nullptr) return;
  auto snapshot = decode(std::move(*message.mutable_sample()), heard_);
  const bool goes_on = pending->message.has_watch() && snapshot.ok();
  if (!goes_on && take(id) == nullptr) return;
  used_ = heard_;
  if (!pending->sampled) return pending->fail(base::internal(title() + " gave an answer to something else."));
  if (pending->message.has_watch() && !goes_on && link_ != nullptr) send_cancel(*link_, id);
  pending->sampled(std::move(snapshot));
}

void RemoteHost::on_planned(internal::FromHost&& message) {
  const Pending pending = take(message.call());
  if (pending == nullptr) return;
  used_ = heard_;
  if (!pending->planned) return pending->fail(base::internal(title() + " gave an answer to something else."));
  internal::Planned& planned = *message.mutable_planned();
  auto plan = decode_plan(std::move(*planned.mutable_plan()), pending->intent());
  if (!plan.ok()) return pending->fail(plan.status());
  plan->intent = std::move(pending->request.intent);
  plan->caller = std::move(pending->request.caller);
  plan->context = std::move(pending->request.context);
  plan->ticket = planned.ticket();
  {
    const std::lock_guard lock(mutex_);
    plan->acting_as = account_;
  }
  if (plan->ticket != 0) return pending->planned(*std::move(plan));
  // What was executed with its plan is a read, whatever the host says: it was asked for nothing else.
  if (plan->risk != agents::Risk::read || !pending->call.execute_reads) {
    return pending->fail(base::internal(title() + " executed what it was to plan."));
  }
  Prefetched outcome{this, pending->call.operation_id,
                     planned.has_failure() ? decode_failure(planned.failure())
                                           : decode_outcome(std::move(*planned.mutable_outcome()))};
  prefetched = &outcome;
  pending->planned(*std::move(plan));
  prefetched = nullptr;
}

void RemoteHost::on_hello(const internal::Hello& hello) {
  if (hello.protocol() < kOldestProtocol || hello.protocol() > kProtocol + 1) {
    return lost("it speaks version " + std::to_string(hello.protocol()) +
                    " of the protocol, this program version " + std::to_string(kProtocol) + ": restart both",
                false);
  }
  if (hello.catalogue() != options_.catalogue) {
    return lost("it was built with another catalogue of capabilities (version " +
                    std::string(base::utf8_prefix(hello.version(), 64)) +
                    ", here " MAXOS_VERSION "): install both from one package and restart them",
                false);
  }
  const bool same = std::exchange(instance_, hello.instance()) == hello.instance();
  backoff_ = 0ms;
  bool was_down = false;
  std::vector<Pending> ended;
  {
    const std::lock_guard lock(mutex_);
    was_down = !std::exchange(why_, {}).empty();
    account_ = base::utf8_prefix(hello.account(), kMaxAccountBytes);
    // Of a host that was restarted, what ran there is gone.
    for (auto at = calls_.begin(); at != calls_.end();) {
      const bool gone = !same && at->second->lost > 0 && !at->second->changes_nothing();
      if (gone) ended.push_back(std::move(at->second));
      at = gone ? calls_.erase(at) : std::next(at);
    }
  }
  for (const Pending& pending : ended) {
    pending->on_stop.reset();
    pending->fail(interrupted("ended"));
  }
  resume();
  if (was_down && options_.on_change) options_.on_change();
}

// Sends what waits. Under the mutex, so that no later call overtakes it; sending does not block.
void RemoteHost::resume() {
  const std::lock_guard lock(mutex_);
  ready_ = link_;
  for (const auto& [id, pending] : calls_) {
    pending->sent = true;
    if (pending->lost > 0 && !pending->changes_nothing()) {
      internal::ToHost attach;
      attach.set_call(id);
      attach.mutable_attach()->set_operation_id(pending->message.execute().operation_id());
      link_->send(attach);
    } else {
      link_->send(pending->message);
    }
    if (pending->call.stop.stop_requested()) send_cancel(*link_, id);
  }
}

void RemoteHost::on_end(const absl::Status& why) {
  lost(why.ok() ? "it ended the connection" : std::string(base::message_of(why)), false);
}

// The connection is gone, or there is none. `silent`: the host may live, but says nothing.
void RemoteHost::lost(std::string why, bool silent) {
  if (link_ != nullptr) {
    if (silent) {
      // Should it wake up, it must not go on with what is given up here.
      const std::lock_guard lock(mutex_);
      for (const auto& [id, pending] : calls_) {
        if (pending->sent) send_cancel(*link_, id);
      }
    }
    link_->close();
    link_.reset();
  }
  const auto now = Clock::now();
  std::vector<std::pair<Pending, absl::Status>> ended;
  bool waiting = false;
  bool news = false;
  {
    const std::lock_guard lock(mutex_);
    const bool idle = calls_.empty() && ready_ != nullptr && !silent;
    ready_.reset();
    // A host that ends while nobody needs it has gone to sleep.
    if (!idle) {
      news = why_.empty();
      if (news) down_since_ = now;
      why_ = std::move(why);
    }
    for (auto at = calls_.begin(); at != calls_.end();) {
      PendingCall& call = *at->second;
      if (std::exchange(call.sent, false)) {
        ++call.lost;
        call.patience = now + kPatience;
      }
      const bool again = !silent && (!call.changes_nothing() || call.lost < 2);
      if (!again) {
        ended.emplace_back(at->second,
                           call.changes_nothing() ? unreachable() : interrupted("did not answer any more"));
      }
      at = again ? std::next(at) : calls_.erase(at);
    }
    waiting = !calls_.empty() || !why_.empty();
    armed_ = armed_ || waiting;
  }
  retry_at_ = now + backoff_;
  backoff_ = std::clamp<std::chrono::milliseconds>(backoff_ * 2, kFirstBackoff, kLongestBackoff);
  for (const auto& [pending, status] : ended) {
    pending->on_stop.reset();
    pending->fail(status);
  }
  if (news && options_.on_change) options_.on_change();
  if (waiting) arm();
}

bool RemoteHost::is_silent(Clock::time_point now) {
  if (link_ == nullptr) return false;
  bool waits = false;
  bool hello = false;
  {
    const std::lock_guard lock(mutex_);
    hello = ready_ == nullptr;
    waits = !calls_.empty();
  }
  if (hello) return now - asked_ > kPatience;
  if (pinged_) return now - asked_ > kPongTime;
  if (waits && now - heard_ > kQuiet) {
    pinged_ = true;
    asked_ = now;
    internal::ToHost ping;
    ping.mutable_ping();
    link_->send(ping);
  }
  return false;
}

std::vector<std::pair<RemoteHost::Pending, absl::Status>> RemoteHost::overdue(Clock::time_point now) {
  std::vector<std::pair<Pending, absl::Status>> ended;
  const std::lock_guard lock(mutex_);
  for (auto at = calls_.begin(); at != calls_.end();) {
    const PendingCall& call = *at->second;
    absl::Status status;
    if (!call.sent && now > call.patience) {
      status = call.lost > 0 && !call.changes_nothing() ? interrupted("ended") : unreachable();
    } else if (now > call.call.deadline && now - call.call.deadline > kDeadlineGrace) {
      status = base::deadline_exceeded("The time for this request is over, and " + options_.name +
                                       " has not answered.");
    }
    if (!status.ok()) ended.emplace_back(at->second, status);
    at = status.ok() ? std::next(at) : calls_.erase(at);
  }
  return ended;
}

void RemoteHost::tick() {
  const auto now = Clock::now();
  if (is_silent(now)) lost("it has not answered for more than a second", true);
  for (const auto& [pending, status] : overdue(now)) {
    pending->on_stop.reset();
    pending->fail(status);
  }
  arm();
}

// Keeps the timer going while there is something to look after, and connects when it is time.
void RemoteHost::arm() {
  const auto now = Clock::now();
  bool waits = false;
  bool down = false;
  {
    const std::lock_guard lock(mutex_);
    waits = !calls_.empty();
    down = !why_.empty();
  }
  if (link_ == nullptr && (waits || down) && now >= retry_at_) {
    connect();
    // It may have failed at once, and with it what waited.
    const std::lock_guard lock(mutex_);
    waits = !calls_.empty();
    down = !why_.empty();
  }
  if (waits) used_ = now;
  if (link_ != nullptr && !waits && options_.idle > 0ms && now - used_ >= options_.idle) {
    link_->close();
    link_.reset();
    const std::lock_guard lock(mutex_);
    ready_.reset();
  }
  std::chrono::microseconds next = kTick;
  if (link_ == nullptr && retry_at_ > now && retry_at_ - now < kTick) {
    next = std::chrono::ceil<std::chrono::microseconds>(retry_at_ - now);
  }
  if (!waits && !down && now - used_ >= kLinger) {
    {
      const std::lock_guard lock(mutex_);
      // The next call arms it again.
      armed_ = !calls_.empty();
      if (!armed_ && (link_ == nullptr || options_.idle == 0ms)) return timer_.reset();
      if (!armed_)
        next = std::chrono::duration_cast<std::chrono::microseconds>(options_.idle - (now - used_)) + 1ms;
    }
  }
  timer_ = loop_.add_timer(
      std::max<std::chrono::microseconds>(next, 1ms), [this] { tick(); }, 20ms);
}

}  // namespace maxos::hosts
