#include "rpc/registry_service.h"

#include <string>
#include <utility>

#include "rpc/refused_call.h"
#include "rpc/status_map.h"
#include "rpc/text_request.h"
#include "rpc/unary_message.h"
#include "rpc/understand_response.h"

namespace maxos::rpc {
namespace {

std::string text(std::string_view view) {
  return std::string(view);
}

absl::Status list_agents(const agents::Registry& registry, ListAgentsResponse& response) {
  for (const agents::AgentDecl& declared : registry.agents()) {
    Agent& agent = *response.add_agents();
    agent.set_name(text(declared.name));
    agent.set_summary(text(declared.summary));
    for (const agents::CapabilityDecl* capability : registry.capabilities_of(declared.name)) {
      std::string intent = text(capability->intent);
      if (capability->announced) {
        agent.add_unavailable_intents(std::move(intent));
      } else {
        agent.add_intents(std::move(intent));
      }
    }
    agent.set_state(registry.is_ready(declared.name) ? "ready" : "unavailable");
  }
  return absl::OkStatus();
}

void describe(const agents::CapabilityDecl& declared, Capability& capability) {
  capability.set_intent(text(declared.intent));
  capability.set_agent(text(declared.agent));
  capability.set_summary(text(declared.summary));
  capability.set_risk(text(agents::to_string(declared.risk)));
  capability.set_available(!declared.announced);
  for (const agents::SlotDecl& slot : declared.slots) {
    Slot& out = *capability.add_slots();
    out.set_name(text(slot.name));
    out.set_type(text(agents::to_string(slot.type)));
    out.set_required(slot.required);
    out.set_summary(text(slot.summary));
    out.set_example(text(slot.example));
  }
  constexpr std::size_t kExamples = 3;
  for (std::size_t i = 0; i < declared.phrases.size() && i < kExamples; ++i) {
    capability.add_examples(text(declared.phrases[i]));
  }
}

absl::Status list_capabilities(const agents::Registry& registry, const ListCapabilitiesRequest& request,
                               ListCapabilitiesResponse& response) {
  if (!request.agent().empty() && registry.find_agent(request.agent()) == nullptr) {
    std::string message = "There is no such agent. The agents are:";
    for (const agents::AgentDecl& agent : registry.agents()) message.append(" ").append(agent.name);
    return base::invalid_argument(message);
  }
  for (const agents::CapabilityDecl* declared : registry.capabilities()) {
    if (request.agent().empty() || request.agent() == declared->agent)
      describe(*declared, *response.add_capabilities());
  }
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* RegistryServiceImpl::ListAgents(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request,
                                                          grpc::ByteBuffer* response) {
  return answer_message<ListAgentsRequest, ListAgentsResponse>(
      core_.guard, context, request, response,
      [this](const ListAgentsRequest&, ListAgentsResponse& out) { return list_agents(core_.registry, out); });
}

grpc::ServerUnaryReactor* RegistryServiceImpl::ListCapabilities(grpc::CallbackServerContext* context,
                                                                const grpc::ByteBuffer* request,
                                                                grpc::ByteBuffer* response) {
  return answer_message<ListCapabilitiesRequest, ListCapabilitiesResponse>(
      core_.guard, context, request, response,
      [this](const ListCapabilitiesRequest& in, ListCapabilitiesResponse& out) {
        return list_capabilities(core_.registry, in, out);
      });
}

grpc::ServerUnaryReactor* RegistryServiceImpl::Understand(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request,
                                                          grpc::ByteBuffer* response) {
  if (!core_.guard.begin()) return finish_unary(context, stopping_status());
  const CallGuard::Token token(&core_.guard);
  orchestrator::Request asked;
  if (const absl::Status parsed = parse_text_request(*request, *context, core_.config.get()->limits, asked);
      !parsed.ok()) {
    log_refused_call(core_, *caller_->principal(), "Understand", parsed);
    return finish_unary(context, to_grpc(parsed));
  }
  send_message(understand_response(core_.orchestrator.understand(asked.text, asked.context)), *response);
  return finish_unary(context, grpc::Status::OK);
}

}  // namespace maxos::rpc
