// Serves an agent host to a front end in another process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "agent_host.pb.h"
#include "base/fd.h"
#include "config/config.h"
#include "health/sample_source.h"
#include "hosts/agent_host.h"
#include "hosts/link/frame_link.h"
#include "hosts/server/plan_shelf.h"
#include "platform/event_loop.h"

namespace maxos::hosts {

// On the loop's thread, but for what the host calls back.
//
// One front end at a time: a new connection takes over from the one before. What was executing goes on, and
// is kept for `reattach` until a front end asks for it by its operation id; then it is cancelled.
class HostServer {
 public:
  struct Options {
    std::uint64_t catalogue = 0;
    // Drawn when the process started.
    std::uint64_t instance = 0;
    // As which the handlers act.
    std::string account;
    // In force, asked for each request; never nullptr.
    std::function<std::shared_ptr<const config::Ceiling>(std::string_view intent)> ceiling;
    std::function<std::string(std::string_view intent)> ceiling_section;
    // nullptr: this host takes no samples.
    health::SampleSource* samples = nullptr;
    std::chrono::milliseconds reattach{60'000};
    // The front end has closed, or sent what is no message.
    std::function<void(const absl::Status& why)> on_end;
  };

  // `host` outlives the server; what it still runs when the server goes is told to nobody.
  HostServer(platform::EventLoop& loop, AgentHost& host, Options options);
  ~HostServer();
  HostServer(const HostServer&) = delete;
  HostServer& operator=(const HostServer&) = delete;

  // Takes a connected stream socket.
  void serve(base::UniqueFd connection);

  // Whether a front end is there or something runs: no time to end.
  bool busy() const;

 private:
  struct Shared;
  struct Running;
  using Calls = std::map<std::uint64_t, std::shared_ptr<Running>>;

  void on_frame(std::string_view frame);
  void on_hello(const internal::Hello& hello);
  void on_plan(std::uint64_t call, internal::PlanCall&& message);
  void on_execute(std::uint64_t call, internal::ExecuteCall&& message);
  void on_cancel(std::uint64_t call);
  void on_taken(std::uint64_t call);
  void on_attach(std::uint64_t call, const std::string& operation_id);
  absl::Status check_samples() const;
  void on_sample(std::uint64_t call);
  void on_watch(std::uint64_t call);
  void detach();
  void expire_orphans();
  std::shared_ptr<Running> begin(std::uint64_t call, const std::string& operation_id);
  void refuse(std::uint64_t call, const absl::Status& status);

  platform::EventLoop& loop_;
  AgentHost& host_;
  const Options options_;
  // What the host's threads need of us, which may live longer.
  const std::shared_ptr<Shared> shared_;
  std::shared_ptr<FrameLink> link_;
  bool greeted_ = false;
  platform::EventLoop::Source orphan_timer_;
  std::unique_ptr<health::Watch> watch_;
  std::uint64_t watch_call_ = 0;
};

}  // namespace maxos::hosts
