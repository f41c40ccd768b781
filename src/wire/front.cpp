#include "wire/front.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include "base/guarded.h"
#include "base/worker_pool.h"
#include "wire/accept_loop.h"
#include "wire/troubles.h"

namespace maxos::wire {
namespace {

using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

// Bounds of one connection, in milliseconds and bytes. The defaults of gRPC are meant for a data centre: 120
// s for a handshake, no end of anything else.
constexpr int kHandshakeTimeout = 5'000;
constexpr int kMaxMetadata = 8 * 1024;
// Larger than any request within our own limits, so that these answer in words first.
constexpr int kMaxReceive = 4 * 1024 * 1024;
constexpr int kKeepaliveTime = 60'000;
constexpr int kKeepaliveTimeout = 10'000;
// Clients may ping this often without a call; one that does it more often gets two warnings.
constexpr int kMinPingInterval = 10'000;
constexpr int kMaxPingStrikes = 2;
constexpr int kMaxConnectionIdle = 10 * 60'000;
constexpr int kMaxConnectionAge = 30 * 60'000;
// Calls that run when a connection reaches its age get this long to end.
constexpr int kMaxConnectionAgeGrace = 60 * 60'000;
// Of one caller. Reflection is a synchronous service, which takes a thread for every stream that a client
// keeps open; further ones are RESOURCE_EXHAUSTED.
constexpr int kMaxReflectionThreads = 4;
// Servers that were replaced and wait for their end.
constexpr std::size_t kMaxRetiring = 16;

// One caller's services and server. Destroyed in reverse: the server before the services it calls.
struct Caller {
  std::unique_ptr<ServiceSet> services;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Acceptor> acceptor;
  std::size_t connections = 0;
  // Order of last use, for choosing which to replace.
  std::uint64_t used = 0;
};

std::string name_of(const std::optional<std::uint32_t>& uid) {
  return uid ? "uid " + std::to_string(*uid) : "callers of unknown uid";
}

// Where gRPC's own messages go; null: nowhere. Never destroyed, since gRPC's threads outlive everything.
base::Guarded<Troubles*>& grpc_log() {
  static auto* const log = new base::Guarded<Troubles*>(nullptr);
  return *log;
}

// gRPC writes a line to stderr for what any client can cause as often as it likes, and with bytes of the
// client's choice. Here they come as rarely as other troubles. With GRPC_VERBOSITY in the environment
// somebody wants to see them all, as gRPC writes them.
void take_grpc_log(Troubles& troubles) {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  grpc_log().with([&](Troubles*& log) { log = &troubles; });
  gpr_set_log_function([](gpr_log_func_args* line) {
    std::string text = line->message;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    grpc_log().with([&](Troubles* log) {
      if (log != nullptr) log->report(Trouble::grpc, "gRPC: " + text);
    });
  });
}

// Only its own: another Front may have come meanwhile.
void leave_grpc_log(const Troubles& troubles) {
  grpc_log().with([&](Troubles*& log) {
    if (log == &troubles) log = nullptr;
  });
}

void shut_down(grpc::Server& server, std::chrono::milliseconds deadline) {
  server.Shutdown(std::chrono::system_clock::now() + deadline);
}

}  // namespace

struct Front::Impl {
  explicit Impl(FrontOptions given) : options(std::move(given)), troubles(options.on_trouble) {
    take_grpc_log(troubles);
  }
  ~Impl() { leave_grpc_log(troubles); }

  bool take(base::UniqueFd& connection, Peer& peer);
  void release(const Peer& peer);
  Caller* caller_of(const Peer& peer);
  std::shared_ptr<Caller> make(const Peer& peer);
  bool make_room();

  FrontOptions options;
  Troubles troubles;
  // Ends servers that were replaced: Shutdown waits for their calls, and the accept thread must not.
  base::WorkerPool retiring{"maxos-retire", 1, kMaxRetiring};
  // Changed by the accept thread while it accepts; fixed once stop_accepting() has returned.
  std::map<std::string, std::shared_ptr<Caller>> callers;
  std::uint64_t uses = 0;
  std::unique_ptr<AcceptLoop> loop;
};

std::shared_ptr<Caller> Front::Impl::make(const Peer& peer) {
  auto caller = std::make_shared<Caller>();
  caller->services = options.make_services(peer);
  if (!caller->services) return nullptr;
  grpc::ServerBuilder builder;
  for (grpc::Service* service : caller->services->services()) builder.RegisterService(service);
  if (grpc::CallbackGenericService* others = caller->services->other_methods()) {
    builder.RegisterCallbackGenericService(others);
  }
  builder.SetMaxReceiveMessageSize(kMaxReceive);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             static_cast<int>(options.max_concurrent_streams));
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeout);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadata);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTime);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeout);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingInterval);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxConnectionIdle);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kMaxConnectionAge);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kMaxConnectionAgeGrace);
  // A compressed message is inflated before its size is checked: 4 MiB may become 4 GiB. Compressed calls are
  // UNIMPLEMENTED instead, and clients are told by grpc-accept-encoding.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  grpc::ResourceQuota quota("maxos-caller");
  quota.SetMaxThreads(kMaxReflectionThreads);
  builder.SetResourceQuota(quota);
  // Bookkeeping for a channelz service that is not offered.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  caller->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      grpc::InsecureServerCredentials());
  caller->server = builder.BuildAndStart();
  if (!caller->server) {
    troubles.report(Trouble::server,
                    "gRPC cannot make a server for " + name_of(peer.uid) + ": its connections are closed");
    return nullptr;
  }
  return caller;
}

// Retires the server that was longest without a connection, if there is one.
bool Front::Impl::make_room() {
  auto oldest = callers.end();
  for (auto it = callers.begin(); it != callers.end(); ++it) {
    if (it->second->connections == 0 &&
        (oldest == callers.end() || it->second->used < oldest->second->used)) {
      oldest = it;
    }
  }
  if (oldest == callers.end()) return false;
  const auto retired = oldest->second;
  if (!retiring.try_submit([retired] { shut_down(*retired->server, std::chrono::milliseconds(0)); }))
    return false;
  callers.erase(oldest);
  return true;
}

Caller* Front::Impl::caller_of(const Peer& peer) {
  if (const auto found = callers.find(peer.key); found != callers.end()) return found->second.get();
  if (callers.size() >= options.max_callers && !make_room()) {
    troubles.report(Trouble::callers,
                    std::to_string(options.max_callers) +
                        " users are connected at once, the most that are served: connections of "
                        "further users are closed");
    return nullptr;
  }
  auto made = make(peer);
  if (!made) return nullptr;
  return callers.emplace(peer.key, std::move(made)).first->second.get();
}

bool Front::Impl::take(base::UniqueFd& connection, Peer& peer) {
  peer.key = options.key_of ? options.key_of(peer) : name_of(peer.uid);
  Caller* caller = caller_of(peer);
  if (caller == nullptr) return false;
  ++caller->connections;
  caller->used = ++uses;
  Acceptor::NewConnectionParameters parameters;
  // gRPC owns it from here. It would leak what it gets before its start or after its shutdown; both cannot
  // be: the server was started in make(), and is shut down after stop_accepting().
  parameters.fd = connection.release();
  caller->acceptor->HandleNewConnection(&parameters);
  return true;
}

void Front::Impl::release(const Peer& peer) {
  if (const auto found = callers.find(peer.key); found != callers.end()) --found->second->connections;
}

absl::StatusOr<std::unique_ptr<Front>> Front::create(FrontOptions options) {
  // Both are process-wide and hold for every server built later. The health service of our own is among the
  // registered ones; reflection comes as a plugin of the builder.
  grpc::EnableDefaultHealthCheckService(false);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  auto impl = std::make_unique<Impl>(std::move(options));
  Impl& self = *impl;
  AcceptOptions accept;
  accept.listeners = std::move(self.options.listeners);
  accept.max_connections = self.options.max_connections;
  accept.diag = std::move(self.options.diag);
  accept.on_connection = [&self](base::UniqueFd& fd, Peer& peer) { return self.take(fd, peer); };
  accept.on_end = [&self](const Peer& peer) { self.release(peer); };
  auto loop = AcceptLoop::create(std::move(accept), self.troubles);
  if (!loop.ok()) return loop.status();
  self.loop = *std::move(loop);
  return std::unique_ptr<Front>(new Front(std::move(impl)));
}

Front::Front(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Front::~Front() {
  stop_accepting();
  close_connections();
  shutdown(std::chrono::milliseconds(0));
  // The thread counts connections of callers, so it goes first.
  impl_->loop.reset();
}

void Front::start() {
  impl_->loop->start();
}

void Front::stop_accepting() {
  impl_->loop->stop_accepting();
}

void Front::close_connections() {
  impl_->loop->close_connections();
}

void Front::shutdown(std::chrono::milliseconds deadline) {
  stop_accepting();
  const auto until = std::chrono::steady_clock::now() + deadline;
  for (const auto& [key, caller] : impl_->callers) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    shut_down(*caller->server, std::max(left, std::chrono::milliseconds(0)));
  }
}

void Front::ping(std::function<void()> done) {
  impl_->loop->post(std::move(done));
}

std::size_t Front::connections() const {
  return impl_->loop->connections();
}

}  // namespace maxos::wire
