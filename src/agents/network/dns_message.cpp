#include "agents/network/dns_message.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "agents/json.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxRecords = 500;
constexpr std::size_t kHeaderBytes = NS_HFIXEDSZ;
// What a server may send over UDP without being cut into fragments (DNS flag day 2020).
constexpr std::uint16_t kUdpBytes = 1232;
constexpr int kOptType = 41;
constexpr int kCaaType = 257;

constexpr std::array<std::pair<std::string_view, std::uint16_t>, 10> kTypes = {{{"A", ns_t_a},
                                                                                {"NS", ns_t_ns},
                                                                                {"CNAME", ns_t_cname},
                                                                                {"SOA", ns_t_soa},
                                                                                {"PTR", ns_t_ptr},
                                                                                {"MX", ns_t_mx},
                                                                                {"TXT", ns_t_txt},
                                                                                {"AAAA", ns_t_aaaa},
                                                                                {"SRV", ns_t_srv},
                                                                                {"CAA", kCaaType}}};

void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8 & 0xFF));
  out.push_back(static_cast<char>(value & 0xFF));
}

// Reads the data of one record from its front; every read is within the record, but for names, which may
// point back into the message.
class Data {
 public:
  Data(const ns_msg& message, const ns_rr& record)
      : message_(message), at_(ns_rr_rdata(record)), end_(at_ + ns_rr_rdlen(record)) {}

  std::optional<unsigned> number(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | *at_++;
    return value;
  }
  std::optional<std::string> name() {
    std::array<char, NS_MAXDNAME> text{};
    const int used =
        ns_name_uncompress(ns_msg_base(message_), ns_msg_end(message_), at_, text.data(), text.size());
    if (used < 0 || used > end_ - at_) return std::nullopt;
    at_ += used;
    return text[0] == '\0' ? "." : display_name(text.data(), text.size());
  }
  // A text of one length octet.
  std::optional<std::string> text() {
    const auto length = number(1);
    if (!length || static_cast<std::size_t>(end_ - at_) < *length) return std::nullopt;
    std::string value(reinterpret_cast<const char*>(at_), *length);
    at_ += *length;
    return display_name(value);
  }
  std::string rest() {
    std::string value(reinterpret_cast<const char*>(at_), static_cast<std::size_t>(end_ - at_));
    at_ = end_;
    return display_name(value);
  }
  bool at_end() const { return at_ == end_; }
  const unsigned char* bytes(std::size_t count) const {
    return static_cast<std::size_t>(end_ - at_) >= count ? at_ : nullptr;
  }

 private:
  const ns_msg& message_;
  const unsigned char* at_;
  const unsigned char* end_;
};

std::optional<std::string> address(Data& data, int family) {
  const unsigned char* bytes = data.bytes(family == AF_INET ? 4 : 16);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes == nullptr || inet_ntop(family, bytes, text.data(), text.size()) == nullptr) return std::nullopt;
  return text.data();
}

// Numbers of the given sizes in front of a name: "10 mail.example.org".
std::optional<std::string> numbers_and_name(Data& data, std::size_t numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers; ++i) {
    const auto number = data.number(2);
    if (!number) return std::nullopt;
    text.append(std::to_string(*number)).append(" ");
  }
  const auto name = data.name();
  return name ? std::optional(text + *name) : std::nullopt;
}

std::optional<std::string> texts(Data& data) {
  std::string all;
  // The pieces of one TXT record belong together (RFC 7208, 3.3).
  while (!data.at_end()) {
    const auto piece = data.text();
    if (!piece) return std::nullopt;
    all.append(*piece);
  }
  return all;
}

std::optional<std::string> start_of_authority(Data& data) {
  const auto server = data.name();
  const auto mailbox = server ? data.name() : std::nullopt;
  if (!mailbox) return std::nullopt;
  std::string text = *server + " " + *mailbox;
  for (int i = 0; i < 5; ++i) {
    const auto number = data.number(4);
    if (!number) return std::nullopt;
    text.append(" ").append(std::to_string(*number));
  }
  return text;
}

std::optional<std::string> authorization(Data& data) {
  const auto flags = data.number(1);
  const auto tag = flags ? data.text() : std::nullopt;
  if (!tag) return std::nullopt;
  return std::to_string(*flags) + " " + *tag + " \"" + data.rest() + "\"";
}

std::optional<std::string> value_of(const ns_msg& message, const ns_rr& record) {
  Data data(message, record);
  switch (static_cast<int>(ns_rr_type(record))) {
    case ns_t_a:
      return address(data, AF_INET);
    case ns_t_aaaa:
      return address(data, AF_INET6);
    case ns_t_ns:
    case ns_t_cname:
    case ns_t_ptr:
      return data.name();
    case ns_t_mx:
      return numbers_and_name(data, 1);
    case ns_t_srv:
      return numbers_and_name(data, 3);
    case ns_t_txt:
      return texts(data);
    case ns_t_soa:
      return start_of_authority(data);
    case kCaaType:
      return authorization(data);
    default:
      return std::to_string(ns_rr_rdlen(record)) + " bytes";
  }
}

std::string type_name(std::uint16_t type) {
  for (const auto& [name, number] : kTypes)
    if (number == type) return std::string(name);
  return "TYPE" + std::to_string(type);
}

// The question as it was sent, without the additional record behind it.
bool is_answer_to(std::span<const std::uint8_t> message, const std::string& question, const ns_msg& parsed) {
  if (message[0] != static_cast<std::uint8_t>(question[0]) ||
      message[1] != static_cast<std::uint8_t>(question[1]))
    return false;
  ns_msg asked;
  ns_rr ours, theirs;
  ns_msg copy = parsed;
  if (ns_initparse(reinterpret_cast<const unsigned char*>(question.data()), static_cast<int>(question.size()),
                   &asked) != 0 ||
      ns_parserr(&asked, ns_s_qd, 0, &ours) != 0)
    return false;
  if (ns_msg_count(parsed, ns_s_qd) != 1 || ns_parserr(&copy, ns_s_qd, 0, &theirs) != 0) return false;
  return ns_rr_type(ours) == ns_rr_type(theirs) &&
         base::ascii_lower(ns_rr_name(ours)) == base::ascii_lower(ns_rr_name(theirs));
}

}  // namespace

std::optional<std::uint16_t> dns_type(std::string_view name) {
  for (const auto& [known, number] : kTypes)
    if (known == name) return number;
  return std::nullopt;
}

std::string dns_code_name(int code) {
  constexpr std::array<std::string_view, 6> kNames = {"NOERROR",  "FORMERR", "SERVFAIL",
                                                      "NXDOMAIN", "NOTIMP",  "REFUSED"};
  return code >= 0 && static_cast<std::size_t>(code) < kNames.size()
             ? std::string(kNames[static_cast<std::size_t>(code)])
             : "code " + std::to_string(code);
}

std::optional<std::string> dns_question(std::uint16_t id, const std::string& name, std::uint16_t type) {
  std::array<unsigned char, NS_MAXCDNAME> packed{};
  const int size = ns_name_compress(name.c_str(), packed.data(), packed.size(), nullptr, nullptr);
  if (size < 0) return std::nullopt;
  std::string out;
  put16(out, id);
  put16(out, 0x0100);  // recursion desired
  for (const unsigned count : {1U, 0U, 0U, 1U}) put16(out, count);
  out.append(reinterpret_cast<const char*>(packed.data()), static_cast<std::size_t>(size));
  put16(out, type);
  put16(out, ns_c_in);
  // EDNS(0): the root as its name, then what we can take, no flags, no options.
  out.push_back('\0');
  put16(out, kOptType);
  put16(out, kUdpBytes);
  for (int i = 0; i < 3; ++i) put16(out, 0);
  return out;
}

std::optional<DnsAnswer> parse_dns_answer(std::span<const std::uint8_t> message,
                                          const std::string& question) {
  ns_msg parsed;
  if (message.size() < kHeaderBytes || question.size() < kHeaderBytes || message.size() > 65535)
    return std::nullopt;
  if (ns_initparse(message.data(), static_cast<int>(message.size()), &parsed) != 0) return std::nullopt;
  if (ns_msg_getflag(parsed, ns_f_qr) == 0 || !is_answer_to(message, question, parsed)) return std::nullopt;
  DnsAnswer answer;
  answer.code = ns_msg_getflag(parsed, ns_f_rcode);
  answer.truncated = ns_msg_getflag(parsed, ns_f_tc) != 0;
  for (int i = 0; i < ns_msg_count(parsed, ns_s_an) && answer.records.size() < kMaxRecords; ++i) {
    ns_rr record;
    if (ns_parserr(&parsed, ns_s_an, i, &record) != 0) return std::nullopt;
    if (ns_rr_class(record) != ns_c_in) continue;
    auto value = value_of(parsed, record);
    if (!value) return std::nullopt;
    answer.records.push_back({.name = display_name(ns_rr_name(record)),
                              .type = type_name(static_cast<std::uint16_t>(ns_rr_type(record))),
                              .ttl_seconds = ns_rr_ttl(record),
                              .value = *std::move(value)});
  }
  return answer;
}

std::string reverse_name(const platform::InternetAddress& address) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string name;
  if (address.family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &v4->sin_addr, bytes.size());
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
      name.append(std::to_string(*byte)).append(".");
    return name + "in-addr.arpa";
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  for (std::size_t i = 16; i-- > 0;) {
    const unsigned byte = v6->sin6_addr.s6_addr[i];
    name.push_back(kHex[byte & 0xF]);
    name.push_back('.');
    name.push_back(kHex[byte >> 4]);
    name.push_back('.');
  }
  return name + "ip6.arpa";
}

}  // namespace maxos::agents
