// A daemon that answers by script: what maxosctl must cope with, without anything behind it.
#pragma once

#include <grpcpp/server.h>
#include <maxos.grpc.pb.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace maxos::ctl {

// Serves a unix socket and a loopback TCP port until it is destroyed. Scripts are set before the first call
// and run on gRPC's threads.
class FakeDaemon : public MaxOSService::Service, public RegistryService::Service {
 public:
  using Ask = std::function<grpc::Status(grpc::ServerContext&, const TextRequest&, AgentResponse&)>;
  using Stream = std::function<grpc::Status(grpc::ServerContext&, const TextRequest&,
                                            grpc::ServerWriter<OperationUpdate>&)>;
  using Understanding = std::function<grpc::Status(const TextRequest&, UnderstandResponse&)>;
  using Health = std::function<grpc::Status(HealthResponse&)>;

  FakeDaemon();
  ~FakeDaemon() override;

  Ask on_ask;
  Stream on_stream;
  Understanding on_understand;
  Health on_health;

  // "unix:/…/grpc.sock"
  std::string unix_address() const { return "unix:" + socket_path_; }
  const std::string& socket_path() const { return socket_path_; }
  std::string tcp_address() const { return "localhost:" + std::to_string(port_); }

  // What came with HandleText, StreamOperations and Understand, oldest first.
  std::vector<TextRequest> requests() const;
  // Waits until a call is inside a script that called arrive().
  void wait_arrived();
  void arrive();
  // Blocks until the client has gone or cancelled; true when it has.
  static bool wait_cancelled(grpc::ServerContext& context);

  grpc::Status HandleText(grpc::ServerContext* context, const TextRequest* request,
                          AgentResponse* response) override;
  grpc::Status StreamOperations(grpc::ServerContext* context, const TextRequest* request,
                                grpc::ServerWriter<OperationUpdate>* writer) override;
  grpc::Status GetSystemHealth(grpc::ServerContext* context, const HealthRequest* request,
                               HealthResponse* response) override;
  grpc::Status ListAgents(grpc::ServerContext* context, const ListAgentsRequest* request,
                          ListAgentsResponse* response) override;
  grpc::Status ListCapabilities(grpc::ServerContext* context, const ListCapabilitiesRequest* request,
                                ListCapabilitiesResponse* response) override;
  grpc::Status Understand(grpc::ServerContext* context, const TextRequest* request,
                          UnderstandResponse* response) override;

 private:
  void keep(const TextRequest& request);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool arrived_ = false;
  std::vector<TextRequest> requests_;
  std::string folder_;
  std::string socket_path_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// An answer of the given status, with what every handled answer's payload has.
AgentResponse answer(const std::string& status, const std::string& message,
                     const std::map<std::string, std::string>& payload = {});
OperationUpdate update(int progress, const std::string& status, const std::string& message,
                       const std::map<std::string, std::string>& payload = {});

}  // namespace maxos::ctl
