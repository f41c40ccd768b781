#include "agents/network/name_resolution.h"

#include <arpa/nameser.h>
#include <sys/socket.h>

#include <algorithm>

#include "agents/proc_file.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::InternetAddress;

constexpr std::size_t kMaxHostsFile = 4 * 1024 * 1024;
constexpr std::size_t kMaxAddresses = 16;

bool is_wanted(const InternetAddress& address, int family) {
  return family == AF_UNSPEC || address.family() == family;
}

void keep_wanted(std::vector<InternetAddress>& addresses, int family) {
  std::erase_if(addresses, [family](const InternetAddress& each) { return !is_wanted(each, family); });
}

// RFC 6761, 6.3: this name never leaves the machine.
std::vector<InternetAddress> loopback() {
  return {*platform::parse_internet_address("::1"), *platform::parse_internet_address("127.0.0.1")};
}

bool is_localhost(const std::string& name) {
  return name == "localhost" || name == "localhost." || name.ends_with(".localhost");
}

absl::Status no_address(const std::string& name) {
  return base::not_found(name + " exists, but has no address.");
}

// Asks for the addresses of one name. OK with none when it exists without, NotFound when it does not exist.
absl::Status ask_addresses(const std::string& name, int family, const NameSource& source,
                           HostAddresses& found) {
  for (const int wanted : {AF_INET6, AF_INET}) {
    if (family != AF_UNSPEC && family != wanted) continue;
    auto reply = source.ask(name, wanted == AF_INET6 ? ns_t_aaaa : ns_t_a);
    if (!reply.ok()) return reply.status();
    if (reply->answer.code != ns_r_noerror) return status_of_dns(name, *reply);
    found.server = reply->server;
    for (DnsRecord& record : reply->answer.records) {
      if (record.type == (wanted == AF_INET6 ? "AAAA" : "A") && found.addresses.size() < kMaxAddresses) {
        if (const auto address = platform::parse_internet_address(record.value))
          found.addresses.push_back(*address);
      }
      const bool known = std::any_of(found.records.begin(), found.records.end(), [&](const DnsRecord& each) {
        return each.type == record.type && each.name == record.name && each.value == record.value;
      });
      if (!known) found.records.push_back(std::move(record));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status status_of_dns(const std::string& name, const DnsReply& reply) {
  if (reply.answer.code == ns_r_nxdomain)
    return base::not_found("There is no name " + name + " (NXDOMAIN, says the DNS server " + reply.server +
                           ").");
  return base::unavailable("The DNS server " + reply.server + " could not answer for " + name + ": it says " +
                           dns_code_name(reply.answer.code) +
                           ". Its own servers may be away, or the zone is broken.");
}

std::vector<std::string> candidate_names(const std::string& name, const ResolverConfig& config) {
  if (name.ends_with('.')) return {name.substr(0, name.size() - 1)};
  const auto dots = static_cast<std::size_t>(std::count(name.begin(), name.end(), '.'));
  std::vector<std::string> names;
  names.reserve(config.search.size() + 1);
  for (const std::string& domain : config.search)
    names.push_back(std::string(name).append(".").append(domain));
  names.insert(dots >= config.dots ? names.begin() : names.end(), name);
  return names;
}

absl::StatusOr<HostAddresses> resolve_host(const std::string& host, int family,
                                           const HandlerEnvironment& environment,
                                           const ExecutionContext& context) {
  HostAddresses found;
  if (const auto address = platform::parse_internet_address(host)) {
    found.addresses = {*address};
    found.source = "address";
    return found;
  }
  if (host.find(':') != std::string::npos)
    return base::not_found(host + " names a network interface behind its % that this machine does not have.");
  found.addresses =
      addresses_in_hosts(read_small_file(environment.etc_root + "/hosts", kMaxHostsFile).value_or(""), host);
  if (found.addresses.empty() && is_localhost(host)) found.addresses = loopback();
  if (!found.addresses.empty()) {
    found.source = "hosts";
    keep_wanted(found.addresses, family);
    if (found.addresses.empty()) return no_address(host);
    platform::sort_by_reachability(found.addresses);
    return found;
  }
  const NameSource source(environment, context);
  absl::Status last = no_address(host);
  found.source = "dns";
  for (const std::string& name : candidate_names(host, source.config())) {
    const absl::Status status = ask_addresses(name, family, source, found);
    if (!found.addresses.empty()) {
      platform::sort_by_reachability(found.addresses);
      return found;
    }
    if (!status.ok() && status.code() != absl::StatusCode::kNotFound) return status;
    // What the name as it was given is answered says more than what search domains make of it.
    if (name + (host.ends_with('.') ? "." : "") == host) last = status.ok() ? no_address(host) : status;
    found.records.clear();
  }
  return last;
}

}  // namespace maxos::agents
