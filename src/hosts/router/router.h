// One host out of several, by what each capability needs and who asks.
#pragma once

#include "agents/registry.h"
#include "hosts/agent_host.h"
#include "hosts/router/user_hosts.h"

namespace maxos::hosts {

// Thread-safe. The hosts outlive it.
class Router : public AgentHost {
 public:
  struct Hosts {
    // In this process: what needs neither the machine nor files.
    AgentHost& front;
    AgentHost& files;
    AgentHost& system;
    // For what is a user's own: file.*, dev.* and knowledge.summarize. nullptr: nobody has a host of their
    // own.
    UserHosts* users = nullptr;
  };

  Router(const agents::Registry& registry, Hosts hosts) : registry_(registry), hosts_(hosts) {}

  void plan(const Call& call, agents::PlanRequest request, Planned done) override;
  void execute(const Call& call, agents::Plan plan, Executed done) override;
  // Of the front end's own workers.
  bool alive(std::chrono::steady_clock::duration limit) const override { return hosts_.front.alive(limit); }

 private:
  AgentHost& shared_host_of(std::string_view intent) const;
  // nullptr: a shared one serves it.
  absl::StatusOr<AgentHost*> own_host_of(std::string_view intent, const agents::Caller& caller) const;

  const agents::Registry& registry_;
  const Hosts hosts_;
};

}  // namespace maxos::hosts
