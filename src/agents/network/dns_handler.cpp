#include <arpa/nameser.h>
#include <sys/socket.h>

#include <algorithm>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/name_resolution.h"
#include "agents/proc_file.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using platform::InternetAddress;

// Records told in the message; the payload has them all.
constexpr std::size_t kNamedRecords = 4;
constexpr std::size_t kMaxHostsBytes = 4 * 1024 * 1024;

// What was found, whoever knew it.
struct Found {
  std::string source;
  std::string server;
  // Of the type that was asked for, as people read them.
  std::vector<std::string> values;
  std::vector<DnsRecord> records;
};

std::string json_of(const DnsRecord& record) {
  return JsonObject()
      .text("name", record.name)
      .text("type", record.type)
      .number("ttl_seconds", record.ttl_seconds)
      .text("value", record.value)
      .take();
}

std::string first_of(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size() && i < kNamedRecords; ++i)
    text.append(i == 0 ? "" : ", ").append(base::utf8_prefix(values[i], 200));
  if (values.size() > kNamedRecords)
    text.append(" and ").append(std::to_string(values.size() - kNamedRecords)).append(" more");
  return text;
}

std::string words(const std::string& host, std::string_view type, const Found& found) {
  const std::string where = found.source == "hosts" ? " (from /etc/hosts)" : "";
  if (type == "PTR") return host + " is called " + first_of(found.values) + where + ".";
  if (type.empty() || type == "A" || type == "AAAA") {
    return host + " has the " + (found.values.size() == 1 ? "address " : "addresses ") +
           first_of(found.values) + where + ".";
  }
  return host + " has " + std::to_string(found.values.size()) + " " + std::string(type) +
         (found.values.size() == 1 ? " record: " : " records: ") + first_of(found.values) + ".";
}

Found of_addresses(const std::string& host, HostAddresses resolved) {
  Found found{.source = std::move(resolved.source),
              .server = std::move(resolved.server),
              .values = {},
              .records = std::move(resolved.records)};
  for (const InternetAddress& address : resolved.addresses) {
    found.values.push_back(address.text());
    if (found.source == "dns") continue;
    found.records.push_back({.name = host,
                             .type = address.family() == AF_INET6 ? "AAAA" : "A",
                             .ttl_seconds = 0,
                             .value = address.text()});
  }
  return found;
}

class DnsHandler : public Handler {
 public:
  explicit DnsHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_dns(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots, text_slot(request.context, "about"));
    if (!slots.ok()) return slots.status();
    const std::string host(text_slot(*slots, "host"));
    const std::string_view type = text_slot(*slots, "type");
    if (platform::parse_internet_address(host)) {
      if (!type.empty() && type != "PTR") {
        return base::invalid_argument(
            host + " is an address, and " + std::string(type) +
            " records belong to names. Ask for a name, or leave the type out to get the "
            "address's name.");
      }
      slots->insert_or_assign("type", "PTR");
    }
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string host(text_slot(plan.slots, "host"));
    const std::string_view type = text_slot(plan.slots, "type");
    const NameSource source(environment_, context);
    if (host.empty()) return resolvers(source);
    auto found = find(host, type, source, context);
    Outcome outcome;
    if (found.ok()) {
      append_values(*found, type, outcome);
      outcome.message = words(host, type, *found);
    } else if (found.status().code() == absl::StatusCode::kNotFound ||
               found.status().code() == absl::StatusCode::kUnavailable) {
      outcome.status = status_of(found.status());
      outcome.message = std::string(base::message_of(found.status()));
    } else {
      return found.status();
    }
    append_resolvers(source, outcome);
    return outcome;
  }

 private:
  static void append_resolvers(const NameSource& source, Outcome& outcome) {
    JsonList servers;
    for (const std::string& server : source.servers()) servers.add(base::json_string(server));
    outcome.values.emplace_back("servers", servers.take());
    outcome.values.emplace_back("resolver", source.resolver());
  }

  static Outcome resolvers(const NameSource& source) {
    const std::vector<std::string>& servers = source.servers();
    const bool resolved = source.resolver() == "systemd-resolved";
    Outcome outcome;
    if (servers.empty()) {
      outcome.message = std::string("This machine asks no DNS server: ") +
                        (resolved ? "systemd-resolved has none." : "/etc/resolv.conf names none.");
    } else {
      outcome.message = std::string("This machine asks the DNS ") +
                        (servers.size() == 1 ? "server " : "servers ") + first_of(servers) +
                        (resolved ? ", through systemd-resolved." : " (/etc/resolv.conf).");
    }
    append_resolvers(source, outcome);
    return outcome;
  }

  absl::StatusOr<Found> find(const std::string& host, std::string_view type, const NameSource& source,
                             const ExecutionContext& context) const {
    if (const auto address = platform::parse_internet_address(host))
      return find_names(host, *address, source);
    if (type.empty() || type == "A" || type == "AAAA") {
      auto resolved = resolve_host(host,
                                   type == "A"      ? AF_INET
                                   : type == "AAAA" ? AF_INET6
                                                    : AF_UNSPEC,
                                   environment_, context);
      if (!resolved.ok()) return resolved.status();
      return of_addresses(host, *std::move(resolved));
    }
    absl::Status last;
    for (const std::string& name : candidate_names(host, source.config())) {
      auto found = find_records(name, type, source);
      if (found.ok() || found.status().code() != absl::StatusCode::kNotFound) return found;
      if (last.ok() || name == host) last = found.status();
    }
    return last;
  }

  absl::StatusOr<Found> find_names(const std::string& host, const InternetAddress& address,
                                   const NameSource& source) const {
    const std::string hosts = read_small_file(environment_.etc_root + "/hosts", kMaxHostsBytes).value_or("");
    Found found{.source = "hosts", .server = "", .values = {}, .records = {}};
    for (const std::string& name : names_in_hosts(hosts, address)) {
      found.values.push_back(display_name(name));
      found.records.push_back({.name = host, .type = "PTR", .ttl_seconds = 0, .value = display_name(name)});
    }
    if (!found.values.empty()) return found;
    auto asked = find_records(reverse_name(address), "PTR", source);
    if (asked.status().code() == absl::StatusCode::kNotFound)
      return base::not_found("No name is known for " + host + ".");
    return asked;
  }

  static absl::StatusOr<Found> find_records(const std::string& name, std::string_view type,
                                            const NameSource& source) {
    auto reply = source.ask(name, *dns_type(type));
    if (!reply.ok()) return reply.status();
    if (reply->answer.code != ns_r_noerror) return status_of_dns(name, *reply);
    Found found{
        .source = "dns", .server = reply->server, .values = {}, .records = std::move(reply->answer.records)};
    for (const DnsRecord& record : found.records) {
      if (record.type == type) found.values.push_back(record.value);
    }
    if (found.values.empty())
      return base::not_found(name + " exists, but has no record of type " + std::string(type) + ".");
    return found;
  }

  void append_values(const Found& found, std::string_view type, Outcome& outcome) const {
    JsonList records(list_budget(environment_.config()->limits.answer_bytes) / 2);
    JsonList values(list_budget(environment_.config()->limits.answer_bytes) / 2);
    std::uint64_t shown = 0;
    for (const DnsRecord& record : found.records) shown += records.add(json_of(record)) ? 1 : 0;
    for (const std::string& value : found.values) values.add(base::json_string(value));
    outcome.values = {{type == "PTR"                                   ? "names"
                       : type.empty() || type == "A" || type == "AAAA" ? "addresses"
                                                                       : "values",
                       values.take()},
                      {"records", records.take()},
                      {"total_count", std::to_string(found.records.size())},
                      {"shown_count", std::to_string(shown)},
                      {"source", found.source}};
    if (!found.server.empty()) outcome.values.emplace_back("server", found.server);
    if (shown < found.records.size()) outcome.values.emplace_back("truncated", "true");
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_dns(const HandlerEnvironment& environment) {
  return std::make_unique<DnsHandler>(environment);
}

}  // namespace maxos::agents
