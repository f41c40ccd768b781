// maxos_wire_health_client TARGET: asks grpc.health.v1.Health once and prints "CODE uid" of the answer.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "grpc/health/v1/health.grpc.pb.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto channel = grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials());
  const auto stub = grpc::health::v1::Health::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::health::v1::HealthCheckResponse response;
  const auto status = stub->Check(&context, {}, &response);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto uid = trailers.find("uid");
  const std::string who = uid == trailers.end() ? "-" : std::string(uid->second.data(), uid->second.size());
  std::printf("%d %s\n", static_cast<int>(status.error_code()), who.c_str());
  return status.ok() ? 0 : 1;
}
