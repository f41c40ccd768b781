// Accepts connections, knows who is at their other end, and keeps a second descriptor of each to end it. Free
// of gRPC.
#pragma once

#include <absl/status/statusor.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/fd.h"
#include "base/guarded.h"
#include "wire/listener.h"
#include "wire/peer.h"
#include "wire/sock_diag.h"
#include "wire/troubles.h"

namespace maxos::wire {

struct AcceptOptions {
  std::vector<Listener> listeners;
  // A further one is closed at once.
  std::uint32_t max_connections = 512;
  // A sock_diag socket of the listeners' network namespace; empty: one is opened.
  base::UniqueFd diag;
  // Takes a new connection (non-blocking) and true, or leaves it to be closed; may add to what is known of
  // the peer. Accept thread.
  std::function<bool(base::UniqueFd& connection, Peer& peer)> on_connection;
  // Once for each connection that was taken, when both directions are shut. Accept thread.
  std::function<void(const Peer& peer)> on_end;
};

// One thread (`maxos-accept`). Public methods are thread-safe but for start().
class AcceptLoop {
 public:
  // Nothing is accepted yet. `troubles` outlives the loop. Fails when the kernel gives no descriptors, or a
  // listener is not one of ours.
  static absl::StatusOr<std::unique_ptr<AcceptLoop>> create(AcceptOptions options, Troubles& troubles);
  // Ends the thread; connections that live stay with whom they were given to.
  ~AcceptLoop();
  AcceptLoop(const AcceptLoop&) = delete;
  AcceptLoop& operator=(const AcceptLoop&) = delete;

  // Once.
  void start();

  // Returns when no further connection will be taken. What waits in the backlogs stays there. Not on the
  // accept thread.
  void stop_accepting();

  // shutdown(2) on every connection, both directions. on_end follows for each.
  void close_connections();

  // Runs `function` on the accept thread, in the order of posting.
  void post(std::function<void()> function);

  // Connections that were taken and have not ended.
  std::size_t connections() const { return count_.load(std::memory_order_relaxed); }

 private:
  struct Connection {
    base::UniqueFd fd;
    Peer peer;
  };

  AcceptLoop(AcceptOptions options, Troubles& troubles);
  absl::Status open_descriptors();
  void run();
  void wake();
  void run_posted();
  void accept_some(const Listener& listener);
  void admit(const Listener& listener, base::UniqueFd connection);
  void shed(const Listener& listener);
  void watch(base::UniqueFd own, Peer peer);
  void ended(int fd);
  void pause();
  void resume_when_due();
  int timeout_ms() const;
  void listen();
  void stop_listening();

  AcceptOptions options_;
  Troubles& troubles_;
  base::UniqueFd epoll_;
  base::UniqueFd wake_;
  // Given up for the moment in which a connection must be accepted to be closed, when descriptors have run
  // out.
  base::UniqueFd reserve_;
  std::optional<SockDiag> diag_;

  base::Guarded<std::vector<std::function<void()>>> posted_;
  // By our descriptor of it.
  base::Guarded<std::unordered_map<int, Connection>> connections_;
  std::atomic<std::size_t> count_{0};
  std::atomic<bool> accepting_{true};

  // Accept thread's own.
  bool ending_ = false;
  std::optional<std::chrono::steady_clock::time_point> paused_until_;

  std::thread thread_;
};

}  // namespace maxos::wire
