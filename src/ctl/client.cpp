#include "ctl/client.h"

#include <grpcpp/create_channel_posix.h>
#include <poll.h>
#include <sys/random.h>

#include <array>
#include <cstdint>
#include <stop_token>
#include <utility>

#include "ctl/connect.h"

namespace maxos::ctl {
namespace {

constexpr int kAttempts = 4;
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::string_view kRequestId = "request_id";

std::string random_id() {
  std::array<std::uint8_t, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 0xfU]);
  }
  return out;
}

// False when the request cannot be repeated safely.
bool add_request_id(TextRequest& request) {
  auto& context = *request.mutable_context();
  if (context.contains(std::string(kRequestId))) return true;
  std::string id = random_id();
  if (id.empty()) return false;
  context[std::string(kRequestId)] = std::move(id);
  return true;
}

std::shared_ptr<grpc::Channel> channel_over(base::UniqueFd fd) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix("maxosctl/" MAXOS_VERSION);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, "localhost");
  return grpc::CreateCustomInsecureChannelFromFd("maxos-grpc", fd.release(), arguments);
}

}  // namespace

Client::Client(Address address, std::chrono::milliseconds timeout, const Interrupt& interrupt)
    : address_(std::move(address)), timeout_(timeout), interrupt_(interrupt) {}

std::optional<Trouble> Client::call(const Rpc& rpc) {
  const Clock::time_point deadline = Clock::now() + timeout_;
  const auto wire_deadline = std::chrono::system_clock::now() + timeout_;
  std::chrono::milliseconds pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 2) {
    if (!channel_) {
      auto connected = connect_to(address_, deadline, interrupt_);
      if (auto* trouble = std::get_if<Trouble>(&connected)) return std::move(*trouble);
      channel_ = channel_over(std::move(std::get<base::UniqueFd>(connected)));
    }
    grpc::ClientContext context;
    context.set_deadline(wire_deadline);
    bool again = true;
    grpc::Status status;
    {
      const std::stop_callback cancel(interrupt_.token(), [&context] { context.TryCancel(); });
      status = rpc(context, again);
    }
    if (status.ok()) return std::nullopt;
    // A channel over a descriptor does not connect again by itself.
    channel_.reset();
    const bool retry = again && status.error_code() == grpc::StatusCode::UNAVAILABLE && attempt < kAttempts &&
                       Clock::now() + pause < deadline;
    if (!retry) return explain(status, address_, timeout_);
    pollfd wait{.fd = interrupt_.fd(), .events = POLLIN, .revents = 0};
    poll(&wait, 1, static_cast<int>(pause.count()));
  }
}

Result<AgentResponse> Client::ask(TextRequest request) {
  const bool repeatable = add_request_id(request);
  AgentResponse response;
  auto trouble = call([&](grpc::ClientContext& context, bool& again) {
    again = repeatable;
    return MaxOSService::NewStub(channel_)->HandleText(&context, request, &response);
  });
  if (trouble) return *std::move(trouble);
  return response;
}

Result<OperationUpdate> Client::stream(TextRequest request,
                                       const std::function<void(const OperationUpdate&)>& each) {
  const bool repeatable = add_request_id(request);
  OperationUpdate update;
  auto trouble = call([&](grpc::ClientContext& context, bool& again) {
    again = repeatable;
    const auto stub = MaxOSService::NewStub(channel_);
    const auto reader = stub->StreamOperations(&context, request);
    while (reader->Read(&update)) {
      again = false;
      each(update);
    }
    return reader->Finish();
  });
  if (trouble) return *std::move(trouble);
  if (update.progress() != 100) {
    return Trouble{.exit = ExitCode::failed,
                   .code = "DATA_LOSS",
                   .message = "the stream ended before the answer",
                   .advice = "ask again; the journal has the operation: journalctl -u maxos-grpc -n 50"};
  }
  return update;
}

Result<HealthResponse> Client::health() {
  HealthResponse response;
  auto trouble = call([&](grpc::ClientContext& context, bool&) {
    return MaxOSService::NewStub(channel_)->GetSystemHealth(&context, HealthRequest(), &response);
  });
  if (trouble) return *std::move(trouble);
  return response;
}

Result<ListAgentsResponse> Client::agents() {
  ListAgentsResponse response;
  auto trouble = call([&](grpc::ClientContext& context, bool&) {
    return RegistryService::NewStub(channel_)->ListAgents(&context, ListAgentsRequest(), &response);
  });
  if (trouble) return *std::move(trouble);
  return response;
}

Result<ListCapabilitiesResponse> Client::capabilities(std::string_view agent) {
  ListCapabilitiesRequest request;
  request.set_agent(std::string(agent));
  ListCapabilitiesResponse response;
  auto trouble = call([&](grpc::ClientContext& context, bool&) {
    return RegistryService::NewStub(channel_)->ListCapabilities(&context, request, &response);
  });
  if (trouble) return *std::move(trouble);
  return response;
}

Result<UnderstandResponse> Client::understand(const TextRequest& request) {
  UnderstandResponse response;
  auto trouble = call([&](grpc::ClientContext& context, bool&) {
    return RegistryService::NewStub(channel_)->Understand(&context, request, &response);
  });
  if (trouble) return *std::move(trouble);
  return response;
}

}  // namespace maxos::ctl
