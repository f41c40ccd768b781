#include "bare_server.h"

#include <grpcpp/grpcpp.h>

#include <csignal>
#include <cstdio>

namespace maxos::bench {
namespace {

// As src/wire/front.cpp sets them.
void set_channel_arguments(grpc::ServerBuilder& builder) {
  constexpr int kSecond = 1'000;  // milliseconds
  constexpr int kMinute = 60 * kSecond;
  constexpr int kKiB = 1024;  // bytes
  constexpr int kStreams = 100;
  builder.SetMaxReceiveMessageSize(4 * kKiB * kKiB);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * kKiB);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kMinute);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10 * kSecond);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 10 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 60 * kMinute);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
}

}  // namespace

int serve(int argc, char** argv,
          const std::function<std::unique_ptr<grpc::Service>(const AnswerShape&)>& make_service) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s ADDRESS SHAPE_FILE\n", argv[0]);
    return 2;
  }
  // Before gRPC starts its threads, so that they inherit it and sigwait() gets the signal.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const std::unique_ptr<grpc::Service> service = make_service(read_shape(argv[2]));
  grpc::ServerBuilder builder;
  set_channel_arguments(builder);
  int port = 0;
  builder.AddListeningPort(argv[1], grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(service.get());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::fprintf(stderr, "cannot listen on %s\n", argv[1]);
    return 1;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

}  // namespace maxos::bench
