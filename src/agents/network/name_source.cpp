#include "agents/network/name_source.h"

#include "agents/proc_file.h"

namespace maxos::agents {

NameSource::NameSource(const HandlerEnvironment& environment, const ExecutionContext& context)
    : context_(context),
      config_(parse_resolver_config(read_small_file(environment.etc_root + "/resolv.conf").value_or(""))) {
  if (environment.bus != nullptr) {
    Resolve1 resolve1(environment, context);
    if (auto servers = resolve1.servers(); servers.ok()) {
      servers_ = *std::move(servers);
      resolve1_ = std::move(resolve1);
      return;
    }
  }
  for (const platform::InternetAddress& server : config_.servers) servers_.push_back(server.text());
}

absl::StatusOr<DnsReply> NameSource::ask(const std::string& name, std::uint16_t type) const {
  return resolve1_ ? resolve1_->ask(name, type) : ask_dns(config_, name, type, context_);
}

}  // namespace maxos::agents
