// The stop in its steps, under load: no call may end as CANCELLED, which clients do not retry.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "health_service.h"
#include "sockets.h"
#include "wire/front.h"

namespace maxos::wire {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr int kStops = 8;
constexpr int kClients = 4;

std::unique_ptr<Front> make_front(std::vector<Listener> listeners, HealthState& state) {
  FrontOptions options;
  options.listeners = std::move(listeners);
  options.make_services = [&state](const Peer& peer) { return make_health_services(state, peer.uid); };
  auto front = Front::create(std::move(options));
  EXPECT_TRUE(front.ok()) << front.status();
  (*front)->start();
  return *std::move(front);
}

// The steps of a stop, as the daemon does them.
bool stop(Front& front, HealthState& state) {
  front.stop_accepting();
  state.stopping = true;
  state.release_slow();
  const bool drained = state.in_flight.wait([](int count) { return count == 0; });
  front.close_connections();
  front.shutdown(std::chrono::seconds(2));
  return drained;
}

std::shared_ptr<grpc::Channel> channel_to(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

TEST(FrontStop, UnderLoadNoCallIsCancelled) {
  const auto bound = listen_at({"127.0.0.1:0"});
  const auto address = bound[0].address;
  std::array<std::atomic<int>, 17> codes{};
  Watched<int> answered;
  std::atomic<bool> over{false};
  auto state = std::make_unique<HealthState>();
  auto front = make_front(again(bound), *state);

  std::vector<std::thread> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, channel = channel_to(address)] {
      const auto stub = Health::NewStub(channel);
      while (!over) {
        grpc::ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + kPatience);
        HealthCheckResponse response;
        const auto status = stub->Check(&context, {}, &response);
        ++codes.at(static_cast<std::size_t>(status.error_code()));
        if (status.ok()) answered.change([](int& count) { ++count; });
      }
    });
  }
  for (int i = 0; i < kStops; ++i) {
    const int before = answered.read([](int count) { return count; });
    EXPECT_TRUE(answered.wait([&](int count) { return count > before + 500; }));
    EXPECT_TRUE(stop(*front, *state));
    front.reset();
    state = std::make_unique<HealthState>();
    front = make_front(again(bound), *state);
  }
  over = true;
  for (auto& client : clients) client.join();
  front.reset();

  int others = 0;
  for (std::size_t code = 0; code < codes.size(); ++code) {
    if (code != grpc::StatusCode::OK && code != grpc::StatusCode::UNAVAILABLE) others += codes.at(code);
  }
  std::printf("%d answered, %d unavailable, %d cancelled, %d other, over %d stops\n", codes[grpc::OK].load(),
              codes[grpc::UNAVAILABLE].load(), codes[grpc::CANCELLED].load(),
              others - codes[grpc::CANCELLED].load(), kStops);
  EXPECT_EQ(others, 0);
}

TEST(FrontStop, ACallInFlightGetsItsAnswer) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  HealthState state;
  const auto front = make_front(listen_at({"unix:" + path}), state);
  const auto stub = Health::NewStub(channel_to("unix:" + path));
  HealthCheckRequest request;
  request.set_service("slow");
  HealthCheckResponse response;
  grpc::ClientContext context;
  Watched<std::vector<grpc::Status>> done;
  stub->async()->Check(&context, &request, &response,
                       [&](grpc::Status status) { done.change([&](auto& all) { all.push_back(status); }); });
  ASSERT_TRUE(state.slow.wait([](const auto& slow) { return !slow.empty(); }));
  EXPECT_TRUE(stop(*front, state));
  ASSERT_TRUE(done.wait([](const auto& all) { return !all.empty(); }));
  EXPECT_TRUE(done.read([](const auto& all) { return all[0].ok(); }));
}

}  // namespace
}  // namespace maxos::wire
