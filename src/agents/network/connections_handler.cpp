#include <netinet/tcp.h>

#include <algorithm>
#include <tuple>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/sockets.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using platform::InetSocket;
using platform::Listed;
using platform::SocketTable;
using platform::Transport;
using platform::UnixSocket;

// Listening ports told in the message; the payload has them all.
constexpr std::size_t kNamed = 6;

bool listens(const InetSocket& socket) {
  return state_name(socket) == "listening";
}

// What listens first, then what is established, then what is on its way out.
auto rank(const InetSocket& socket) {
  const std::string_view state = state_name(socket);
  const int first = state == "listening" ? 0 : state == "established" ? 1 : 2;
  return std::tuple(first, state, socket.transport, socket.local_port, socket.local_address);
}

std::map<std::string, std::uint64_t> counts_by_state(const SocketTable& table) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [kind, count] : table.counts) {
    InetSocket one;
    one.transport = kind.first;
    one.state = kind.second;
    counts[std::string(state_name(one))] += count;
  }
  return counts;
}

// "TCP 22 (ssh.service), UDP 68 (user root)", each port once.
std::string listening_words(const std::vector<InetSocket>& sockets, SocketOwners& owners) {
  std::vector<std::string> ports;
  for (const InetSocket& socket : sockets) {
    if (!listens(socket)) continue;
    std::string port = socket.transport == Transport::tcp ? "TCP " : "UDP ";
    port.append(std::to_string(socket.local_port));
    if (const std::string owner = owners.words(socket); !owner.empty()) port.append(" (" + owner + ")");
    if (std::find(ports.begin(), ports.end(), port) == ports.end()) ports.push_back(std::move(port));
  }
  const std::size_t more = ports.size() - std::min(ports.size(), kNamed);
  ports.resize(ports.size() - more);
  std::string text = base::join(ports, ", ");
  if (more > 0) text.append(" and ").append(std::to_string(more)).append(" more");
  return text;
}

// "3 listening, 5 established, 2 time-wait"
std::string counts_words(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::string> parts;
  for (const char* first : {"listening", "established"}) {
    const auto found = counts.find(first);
    if (found != counts.end()) parts.push_back(std::to_string(found->second) + " " + first);
  }
  for (const auto& [state, count] : counts) {
    if (state != "listening" && state != "established") parts.push_back(std::to_string(count) + " " + state);
  }
  return base::join(parts, ", ");
}

class ConnectionsHandler : public Handler {
 public:
  explicit ConnectionsHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_connections(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("limit", std::to_string(environment_.config()->limits.list_entries));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto check = [&context] { return context.check(); };
    const std::string state(text_slot(plan.slots, "state"));
    const auto port = static_cast<std::uint16_t>(count_slot(plan.slots, "port", 0));
    const auto links = platform::read_links(check);
    if (!links.ok()) return links.status();
    auto table = platform::read_inet_sockets({.states = state_mask(state), .port = port}, check);
    if (!table.ok()) return table.status();
    Listed<UnixSocket> local;
    // Unix sockets have neither ports nor the other states.
    if (port == 0 && (state.empty() || state == "listening")) {
      auto read = platform::read_listening_unix_sockets(check);
      if (!read.ok()) return read.status();
      local = *std::move(read);
    }
    std::sort(table->sockets.begin(), table->sockets.end(),
              [](const InetSocket& a, const InetSocket& b) { return rank(a) < rank(b); });
    MAXOS_RETURN_IF_ERROR(context.check());
    SocketOwners owners(environment_.sys_root + "/fs/cgroup", table->sockets);
    Outcome outcome;
    outcome.message = words(*table, local, state, port, owners);
    const auto limit =
        static_cast<std::size_t>(count_slot(plan.slots, "limit", environment_.config()->limits.list_entries));
    append_lists(*table, local, limit, LinkNames(links->entries), owners, outcome);
    return outcome;
  }

 private:
  void append_lists(const SocketTable& table, const Listed<UnixSocket>& local, std::size_t limit,
                    const LinkNames& links, SocketOwners& owners, Outcome& outcome) const {
    // Two lists share the answer; unix sockets are the smaller part.
    const std::size_t budget = list_budget(environment_.config()->limits.answer_bytes);
    JsonList sockets(budget / 4 * 3), unix_sockets(budget / 4);
    std::uint64_t shown = 0, unix_shown = 0;
    for (const InetSocket& socket : table.sockets) {
      if (shown == limit || !sockets.add(json_of(socket, links, owners))) break;
      ++shown;
    }
    for (const UnixSocket& socket : local.entries) {
      if (unix_shown == limit || !unix_sockets.add(json_of(socket, owners))) break;
      ++unix_shown;
    }
    JsonObject counts;
    for (const auto& [state, count] : counts_by_state(table)) counts.number(state, count);
    outcome.values = {{"sockets", sockets.take()},
                      {"total_count", std::to_string(table.total)},
                      {"shown_count", std::to_string(shown)},
                      {"counts", counts.take()},
                      {"unix_listening", unix_sockets.take()},
                      {"unix_listening_count", std::to_string(local.total)}};
    if (shown < table.total || unix_shown < local.total) outcome.values.emplace_back("truncated", "true");
  }

  static std::string words(const SocketTable& table, const Listed<UnixSocket>& local,
                           const std::string& state, std::uint16_t port, SocketOwners& owners) {
    std::string text;
    const std::string listening = listening_words(table.sockets, owners);
    if (port != 0) {
      const std::string number = std::to_string(port);
      if (table.total == 0 && (state.empty() || state == "listening"))
        return "Nothing listens on port " + number + " of this machine" +
               (state.empty() ? ", and no connection uses it." : ".");
      if (table.total == 0) return "No socket in the state " + state + " uses port " + number + ".";
      text = base::counted(table.total, "socket uses", "sockets use") + " port " + number + ": " +
             counts_words(counts_by_state(table)) + ".";
    } else if (table.total == 0 && state != "listening") {
      text = state.empty() ? "There is no TCP or UDP socket." : "No socket is in the state " + state + ".";
    } else {
      text = base::counted(table.total, "TCP or UDP socket", "TCP and UDP sockets");
      text.append(table.total > 0 ? ": " + counts_words(counts_by_state(table)) + "." : ".");
    }
    if (!listening.empty()) text.append(" Listening: ").append(listening).append(".");
    if (local.total > 0)
      text.append(" ")
          .append(base::counted(local.total, "unix socket listens", "unix sockets listen"))
          .append(".");
    return text;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_connections(const HandlerEnvironment& environment) {
  return std::make_unique<ConnectionsHandler>(environment);
}

}  // namespace maxos::agents
