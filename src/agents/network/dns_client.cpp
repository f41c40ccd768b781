#include "agents/network/dns_client.h"

#include <arpa/nameser.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using Clock = std::chrono::steady_clock;
using platform::InternetAddress;

constexpr auto kInAll = std::chrono::seconds(10);
// A person waits: a server gets no more than this for one try, whatever resolv.conf allows it.
constexpr auto kLongestTry = std::chrono::seconds(3);
constexpr auto kSlice = std::chrono::milliseconds(100);
constexpr std::size_t kUdpBuffer = 4096;
constexpr std::size_t kMaxTcpBytes = 65535;

// OK when the descriptor is ready; NotFound when the time is over.
absl::Status wait_for(int fd, short events, Clock::time_point until, const ExecutionContext& context) {
  while (true) {
    MAXOS_RETURN_IF_ERROR(context.check());
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return base::not_found("no answer");
    pollfd waiting{fd, events, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min(left, kSlice).count())) > 0) return absl::OkStatus();
  }
}

// NotFound: this server did not answer; the next one is to be asked.
absl::StatusOr<DnsAnswer> ask_udp(const InternetAddress& server, const std::string& question,
                                  Clock::time_point until, const ExecutionContext& context) {
  const base::UniqueFd fd(::socket(server.family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // Connected: the kernel takes answers from nobody else, and tells of a port that nobody listens on.
  if (!fd || ::connect(fd.get(), server.raw(), server.size) != 0 ||
      ::send(fd.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0)
    return base::not_found("not reached");
  while (true) {
    MAXOS_RETURN_IF_ERROR(wait_for(fd.get(), POLLIN, until, context));
    std::array<std::uint8_t, kUdpBuffer> buffer{};
    const auto size = ::recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size < 0) return base::not_found("refused");
    // What does not answer this question is somebody else's or a forgery: the real one may still come.
    auto answer = parse_dns_answer({buffer.data(), static_cast<std::size_t>(size)}, question);
    if (answer) return *std::move(answer);
  }
}

absl::Status transfer(int fd, bool sending, char* data, std::size_t size, Clock::time_point until,
                      const ExecutionContext& context) {
  while (size > 0) {
    MAXOS_RETURN_IF_ERROR(wait_for(fd, sending ? POLLOUT : POLLIN, until, context));
    const auto done =
        sending ? ::send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) : ::recv(fd, data, size, MSG_DONTWAIT);
    if (done < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (done <= 0) return base::not_found("closed");
    data += done;
    size -= static_cast<std::size_t>(done);
  }
  return absl::OkStatus();
}

absl::StatusOr<DnsAnswer> ask_tcp(const InternetAddress& server, const std::string& question,
                                  Clock::time_point until, const ExecutionContext& context) {
  const base::UniqueFd fd(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || (::connect(fd.get(), server.raw(), server.size) != 0 && errno != EINPROGRESS))
    return base::not_found("not reached");
  std::string framed = {static_cast<char>(question.size() >> 8), static_cast<char>(question.size() & 0xFF)};
  framed.append(question);
  MAXOS_RETURN_IF_ERROR(transfer(fd.get(), true, framed.data(), framed.size(), until, context));
  std::array<char, 2> length{};
  MAXOS_RETURN_IF_ERROR(transfer(fd.get(), false, length.data(), length.size(), until, context));
  const std::size_t size = static_cast<std::size_t>(static_cast<std::uint8_t>(length[0])) << 8 |
                           static_cast<std::uint8_t>(length[1]);
  std::vector<char> message(std::min(size, kMaxTcpBytes));
  MAXOS_RETURN_IF_ERROR(transfer(fd.get(), false, message.data(), message.size(), until, context));
  auto answer =
      parse_dns_answer({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, question);
  if (!answer) return base::not_found("broken");
  return *std::move(answer);
}

absl::StatusOr<DnsAnswer> ask(const InternetAddress& server, const std::string& question,
                              Clock::time_point until, const ExecutionContext& context) {
  auto answer = ask_udp(server, question, until, context);
  if (!answer.ok() || !answer->truncated) return answer;
  auto whole = ask_tcp(server, question, until, context);
  // A part of the answer is better than none, and `truncated` says so.
  return whole.ok() || answer->records.empty() ? whole : answer;
}

// Whether another server might know better.
bool is_servers_trouble(const DnsAnswer& answer) {
  return answer.code != ns_r_noerror && answer.code != ns_r_nxdomain;
}

absl::Status nobody_answered(const ResolverConfig& config) {
  std::string servers;
  for (const InternetAddress& server : config.servers)
    servers.append(servers.empty() ? "" : ", ").append(server.text());
  return base::unavailable(
      (config.servers.size() == 1 ? "The DNS server does not answer: " : "No DNS server answers: ") +
      servers + ". Check the network and the nameserver lines of /etc/resolv.conf.");
}

std::uint16_t random_id() {
  std::uint16_t id = 0;
  // Below 256 bytes it neither fails nor is cut short (getrandom(2)), but for a signal.
  while (::getrandom(&id, sizeof id, 0) != static_cast<ssize_t>(sizeof id)) {
  }
  return id;
}

}  // namespace

absl::StatusOr<DnsReply> ask_dns(const ResolverConfig& config, const std::string& name, std::uint16_t type,
                                 const ExecutionContext& context) {
  if (config.servers.empty()) {
    return base::unavailable(
        "This machine has no DNS server: /etc/resolv.conf names none. Add a line such as \"nameserver "
        "192.0.2.53\", or "
        "let the network's configuration do it.");
  }
  // Room to tell what happened before the caller is gone.
  const auto end = std::min(Clock::now() + kInAll, context.deadline() - kSlice);
  std::optional<DnsReply> trouble;
  for (unsigned attempt = 0; attempt < config.attempts; ++attempt) {
    for (const InternetAddress& server : config.servers) {
      const auto question = dns_question(random_id(), name, type);
      if (!question)
        return base::invalid_argument(
            name.substr(0, 80) +
            " cannot be asked for: a name in DNS has labels of at most 63 and 253 bytes in all.");
      const auto until =
          std::min(end, Clock::now() + std::min<std::chrono::seconds>(config.timeout, kLongestTry));
      auto answer = ask(server, *question, until, context);
      if (!answer.ok() && answer.status().code() != absl::StatusCode::kNotFound) return answer.status();
      if (!answer.ok()) continue;
      DnsReply reply{.answer = *std::move(answer), .server = server.text()};
      if (!is_servers_trouble(reply.answer)) return reply;
      trouble = std::move(reply);
    }
    if (trouble) return *std::move(trouble);
    if (Clock::now() >= end) break;
  }
  return nobody_answered(config);
}

}  // namespace maxos::agents
