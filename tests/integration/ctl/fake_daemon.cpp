#include "fake_daemon.h"

#include <grpcpp/server_builder.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace maxos::ctl {

FakeDaemon::FakeDaemon() {
  std::string folder = "/tmp/maxosctl-test.XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  folder_ = folder;
  socket_path_ = folder_ + "/grpc.sock";
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + socket_path_, grpc::InsecureServerCredentials());
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(static_cast<MaxOSService::Service*>(this));
  builder.RegisterService(static_cast<RegistryService::Service*>(this));
  server_ = builder.BuildAndStart();
  if (!server_) throw std::runtime_error("the fake daemon cannot listen");
}

FakeDaemon::~FakeDaemon() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  unlink(socket_path_.c_str());
  rmdir(folder_.c_str());
}

std::vector<TextRequest> FakeDaemon::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void FakeDaemon::keep(const TextRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
}

void FakeDaemon::arrive() {
  const std::lock_guard lock(mutex_);
  arrived_ = true;
  changed_.notify_all();
}

void FakeDaemon::wait_arrived() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return arrived_; });
}

bool FakeDaemon::wait_cancelled(grpc::ServerContext& context) {
  // The synchronous API has nothing to wait for; the deadline makes a client that never cancels a failure.
  for (int i = 0; i < 3000; ++i) {
    if (context.IsCancelled()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

grpc::Status FakeDaemon::HandleText(grpc::ServerContext* context, const TextRequest* request,
                                    AgentResponse* response) {
  keep(*request);
  return on_ask ? on_ask(*context, *request, *response) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
}

grpc::Status FakeDaemon::StreamOperations(grpc::ServerContext* context, const TextRequest* request,
                                          grpc::ServerWriter<OperationUpdate>* writer) {
  keep(*request);
  return on_stream ? on_stream(*context, *request, *writer)
                   : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
}

grpc::Status FakeDaemon::GetSystemHealth(grpc::ServerContext*, const HealthRequest*,
                                         HealthResponse* response) {
  return on_health ? on_health(*response) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
}

grpc::Status FakeDaemon::ListAgents(grpc::ServerContext*, const ListAgentsRequest*,
                                    ListAgentsResponse* response) {
  auto* system = response->add_agents();
  system->set_name("system");
  system->set_state("ready");
  system->set_summary("this machine");
  system->add_intents("system.uptime");
  auto* network = response->add_agents();
  network->set_name("network");
  network->set_state("unavailable");
  network->add_unavailable_intents("network.ping");
  return grpc::Status::OK;
}

grpc::Status FakeDaemon::ListCapabilities(grpc::ServerContext*, const ListCapabilitiesRequest* request,
                                          ListCapabilitiesResponse* response) {
  if (request->agent() == "network") return grpc::Status::OK;
  if (!request->agent().empty() && request->agent() != "system") {
    return {grpc::StatusCode::INVALID_ARGUMENT, "There is no such agent. The agents are: system network"};
  }
  auto* capability = response->add_capabilities();
  capability->set_intent("system.uptime");
  capability->set_agent("system");
  capability->set_risk("read");
  capability->set_summary("time since boot");
  capability->set_available(true);
  capability->add_examples("what's my uptime?");
  return grpc::Status::OK;
}

grpc::Status FakeDaemon::Understand(grpc::ServerContext*, const TextRequest* request,
                                    UnderstandResponse* response) {
  keep(*request);
  return on_understand ? on_understand(*request, *response)
                       : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
}

AgentResponse answer(const std::string& status, const std::string& message,
                     const std::map<std::string, std::string>& payload) {
  AgentResponse response;
  response.set_agent("system");
  response.set_status(status);
  response.set_message(message);
  for (const auto& [key, value] : payload) (*response.mutable_payload())[key] = value;
  return response;
}

OperationUpdate update(int progress, const std::string& status, const std::string& message,
                       const std::map<std::string, std::string>& payload) {
  OperationUpdate out;
  out.set_progress(progress);
  out.set_status(status);
  out.set_message(message);
  out.set_operation_id("op-1");
  for (const auto& [key, value] : payload) (*out.mutable_payload())[key] = value;
  return out;
}

}  // namespace maxos::ctl
