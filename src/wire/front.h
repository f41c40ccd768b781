// The accept loop and the gRPC servers behind it. This header names gRPC's service base alone; front.cpp is
// the one file that hands descriptors to gRPC, since newer versions of gRPC have another interface for it.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wire/listener.h"
#include "wire/peer.h"

namespace grpc {
class CallbackGenericService;
class Service;
}  // namespace grpc

namespace maxos::wire {

// The services of one caller: gRPC services know who calls because each caller has a grpc::Server (and this
// set) of its own, made at its first connection. So no call looks for its connection.
class ServiceSet {
 public:
  virtual ~ServiceSet() = default;
  // To be registered; owned by the set, which outlives the server.
  virtual std::vector<grpc::Service*> services() = 0;
  // What gets the calls of methods that no service has; null: gRPC itself, which says UNIMPLEMENTED.
  virtual grpc::CallbackGenericService* other_methods() { return nullptr; }
};

struct FrontOptions {
  std::vector<Listener> listeners;
  std::uint32_t max_connections = 512;
  std::uint32_t max_concurrent_streams = 100;
  // A sock_diag socket of the listeners' network namespace (systemd's ListenNetlink=inet-diag); empty: one is
  // opened.
  base::UniqueFd diag;
  // Called on the accept thread for each connection: those with the same key are of the same caller and share
  // a server. Empty: the uid is the key.
  std::function<std::string(const Peer&)> key_of;
  // Called on the accept thread for the first connection of a caller; `door` is that connection's. Null: this
  // caller is refused at the door.
  std::function<std::unique_ptr<ServiceSet>(const Peer&)> make_services;
  // Callers with a server at once; one more replaces a server that has no connection, or is refused.
  std::size_t max_callers = 64;
  // Called for what an administrator should know (EMFILE, too many connections), at most once a minute for
  // each kind. Any thread.
  std::function<void(std::string)> on_trouble;
};

// Thread-safe. One thread of its own (`maxos-accept`).
class Front {
 public:
  // Makes the objects; nothing is accepted yet.
  static absl::StatusOr<std::unique_ptr<Front>> create(FrontOptions options);
  // Stops as stop(0) if nobody did.
  ~Front();

  // Starts accepting.
  void start();

  // Not on the accept thread, any of these. The stop in steps (FACTS: calls that race a shutdown).
  // stop_accepting: returns when no further connection will be taken; what waits in the backlog stays there
  // for the next process. close_connections: shuts every connection down. shutdown: ends the gRPC servers.
  void stop_accepting();
  void close_connections();
  void shutdown(std::chrono::milliseconds deadline);

  // Calls `done` on the accept thread; a loop that hangs never does (watchdog).
  void ping(std::function<void()> done);

  std::size_t connections() const;

 private:
  struct Impl;
  explicit Front(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace maxos::wire
