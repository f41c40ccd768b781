#include "agents/network/resolve1.h"

#include <arpa/nameser.h>

#include "base/status.h"
#include "platform/netlink.h"

namespace maxos::agents {
namespace {

using platform::BusValue;

constexpr const char* kResolveName = "org.freedesktop.resolve1";
constexpr const char* kPath = "/org/freedesktop/resolve1";
constexpr const char* kManager = "org.freedesktop.resolve1.Manager";
// It has time limits of its own, for several servers.
constexpr std::chrono::seconds kPatience{12};
constexpr std::size_t kMaxRecords = 500;
constexpr std::size_t kMaxRecordBytes = 4096;
// The additional record of dns_question(), which is no part of an answer.
constexpr std::size_t kOptBytes = 11;

std::string bytes_of(const BusValue& value) {
  std::string bytes;
  if (value.list() == nullptr) return bytes;
  for (const BusValue& each : *value.list())
    if (each.number() != nullptr && bytes.size() < kMaxRecordBytes)
      bytes.push_back(static_cast<char>(*each.number()));
  return bytes;
}

bool says(const absl::Status& status, std::string_view word) {
  return base::message_of(status).find(word) != std::string_view::npos;
}

DnsReply reply_of_code(int code) {
  return {.answer = {.code = code, .truncated = false, .records = {}}, .server = "systemd-resolved"};
}

}  // namespace

Resolve1::Resolve1(const HandlerEnvironment& environment, const ExecutionContext& context)
    : service_(environment, context, kResolveName) {}

absl::StatusOr<std::vector<std::string>> Resolve1::servers() const {
  // a(iiay): the link, the family, the address.
  const auto value = service_.property(kPath, kManager, "DNS");
  if (!value.ok()) return value.status();
  std::vector<std::string> servers;
  if (value->list() == nullptr) return servers;
  for (const BusValue& row : *value->list()) {
    const BusValue::List* columns = row.list();
    if (columns == nullptr || columns->size() != 3 || columns->at(1).integer() == nullptr) continue;
    const std::string bytes = bytes_of(columns->at(2));
    std::string text = platform::address_text(static_cast<int>(*columns->at(1).integer()),
                                              std::as_bytes(std::span(bytes.data(), bytes.size())));
    if (!text.empty()) servers.push_back(std::move(text));
  }
  return servers;
}

absl::StatusOr<DnsReply> Resolve1::ask(const std::string& name, std::uint16_t type) const {
  const auto question = dns_question(0, name, type);
  if (!question) return base::invalid_argument(name.substr(0, 80) + " is no name that can be asked for.");
  const auto values =
      service_.call(kPath, kManager, "ResolveRecord",
                    {std::int32_t{0}, name, std::uint16_t{ns_c_in}, type, std::uint64_t{0}}, kPatience);
  // Its own sentences name the code: "…, server or network returned error NXDOMAIN".
  if (says(values.status(), "NXDOMAIN") || says(values.status(), "not found"))
    return reply_of_code(ns_r_nxdomain);
  if (says(values.status(), "SERVFAIL")) return reply_of_code(ns_r_servfail);
  if (says(values.status(), "REFUSED")) return reply_of_code(ns_r_refused);
  if (says(values.status(), "does not have any RR")) return reply_of_code(ns_r_noerror);
  if (!values.ok() && values.status().code() == absl::StatusCode::kInternal)
    return base::unavailable("systemd-resolved cannot answer for " + name + ": " +
                             std::string(base::message_of(values.status())));
  if (!values.ok()) return values.status();
  auto answer = parse_resolve1_records(*values, *question);
  if (!answer.ok()) return answer.status();
  return DnsReply{.answer = *std::move(answer), .server = "systemd-resolved"};
}

absl::StatusOr<DnsAnswer> parse_resolve1_records(const BusValue::List& values, const std::string& question) {
  const absl::Status broken = base::internal("systemd-resolved answered with something else than records.");
  if (values.empty() || values.front().list() == nullptr || question.size() < NS_HFIXEDSZ + kOptBytes)
    return broken;
  std::string records;
  std::size_t count = 0;
  for (const BusValue& row : *values.front().list()) {
    const BusValue::List* columns = row.list();
    if (columns == nullptr || columns->size() != 4) return broken;
    // The whole record as it stands in a message, without compression.
    if (count == kMaxRecords || records.size() > 48 * 1024) break;
    records.append(bytes_of(columns->at(3)));
    ++count;
  }
  std::string message = question.substr(0, 2);
  for (const unsigned word : {0x8180U, 1U, static_cast<unsigned>(count), 0U, 0U}) {
    message.push_back(static_cast<char>(word >> 8));
    message.push_back(static_cast<char>(word & 0xFF));
  }
  message.append(question.substr(NS_HFIXEDSZ, question.size() - NS_HFIXEDSZ - kOptBytes)).append(records);
  const auto answer =
      parse_dns_answer({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, question);
  if (!answer) return broken;
  return *answer;
}

}  // namespace maxos::agents
