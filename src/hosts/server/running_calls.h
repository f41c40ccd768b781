// What a host server keeps of its calls, and sends from any thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "agent_host.pb.h"
#include "base/text.h"
#include "hosts/codec/plan_codec.h"
#include "hosts/codec/snapshot_codec.h"
#include "hosts/server/ceiling.h"
#include "hosts/server/host_server.h"

namespace maxos::hosts {

// Progress is for who keeps up.
inline constexpr std::size_t kProgressBacklog = std::size_t{256} * 1024;

// One call that the host works at.
struct HostServer::Running {
  // Under the lock of Shared:
  std::uint64_t call = 0;
  std::optional<std::chrono::steady_clock::time_point> orphan_since;
  // The answer that an orphan came to.
  std::optional<internal::FromHost> kept;
  // Who wants to know when the items that are on their way have been taken, in their order.
  std::deque<std::function<void()>> under_way;

  std::string operation_id;
  bool executes = false;
  // Items go to the front end; without it there is nobody to follow anything for.
  bool sends_items = false;
  std::stop_source stop;
};

struct HostServer::Shared {
  Shared(AgentHost& agent_host, Options server_options)
      : host(agent_host), options(std::move(server_options)), shelf(options.instance) {}

  AgentHost& host;
  const Options options;
  PlanShelf shelf;

  std::mutex mutex;
  std::shared_ptr<FrameLink> link;
  Calls calls;
  std::map<std::string, std::shared_ptr<Running>> operations;

  // From any thread: the answer to a call, once.
  void finish(const std::shared_ptr<Running>& running, internal::FromHost&& message) {
    std::shared_ptr<FrameLink> to;
    {
      const std::lock_guard lock(mutex);
      if (running->orphan_since) {
        running->kept = std::move(message);
        return;
      }
      message.set_call(running->call);
      calls.erase(running->call);
      if (running->executes) operations.erase(running->operation_id);
      to = link;
    }
    if (to != nullptr) to->send(message);
  }

  void send(const internal::FromHost& message) {
    std::shared_ptr<FrameLink> to;
    {
      const std::lock_guard lock(mutex);
      to = link;
    }
    if (to != nullptr) to->send(message);
  }

  void send_sample(std::uint64_t call, const health::Sample& sample) {
    internal::FromHost message;
    message.set_call(call);
    encode(*sample.snapshot, *message.mutable_sample());
    send(message);
  }

  void report(const std::shared_ptr<Running>& running, int percent, std::string_view text) {
    internal::FromHost message;
    message.mutable_progress()->set_percent(static_cast<std::uint32_t>(percent < 0 ? 0 : percent));
    message.mutable_progress()->set_message(base::to_utf8(std::string(base::utf8_prefix(text, 1024))));
    std::shared_ptr<FrameLink> to;
    {
      const std::lock_guard lock(mutex);
      if (running->orphan_since) return;
      message.set_call(running->call);
      to = link;
    }
    if (to != nullptr && to->backlog() < kProgressBacklog) to->send(message);
  }

  void send_item(const std::shared_ptr<Running>& running, agents::Item item, std::function<void()> taken) {
    internal::FromHost message;
    encode(std::move(item), *message.mutable_item());
    std::shared_ptr<FrameLink> to;
    {
      const std::lock_guard lock(mutex);
      if (running->orphan_since) return;
      running->under_way.push_back(std::move(taken));
      message.set_call(running->call);
      to = link;
    }
    if (to != nullptr) to->send(message);
  }

  absl::Status within_ceiling(const agents::Plan& plan) const {
    return check_plan(*options.ceiling(plan.intent), options.ceiling_section(plan.intent), plan);
  }

  void planned(const std::shared_ptr<Running>& running, agents::Plan plan) {
    internal::FromHost message;
    encode(plan, *message.mutable_planned()->mutable_plan());
    message.mutable_planned()->set_ticket(shelf.put(std::move(plan)));
    finish(running, std::move(message));
  }
};

}  // namespace maxos::hosts
