// DNS messages (RFC 1035, RFC 6891) by the C library's parser (libresolv).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/internet_address.h"

namespace maxos::agents {

struct DnsRecord {
  // In presentation form, without the dot at the end.
  std::string name;
  // "A", "MX", …; "TYPE65" for one without a name here.
  std::string type;
  std::uint32_t ttl_seconds = 0;
  // As a zone file has it, for example "10 mail.example.org" of MX.
  std::string value;
};

struct DnsAnswer {
  // 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED (RFC 1035, 4.1.1).
  int code = 0;
  bool truncated = false;
  // Of the answer section, at most 500.
  std::vector<DnsRecord> records;
};

// The number of a type: "A" is 1. Nothing for an unknown one.
std::optional<std::uint16_t> dns_type(std::string_view name);

// "NXDOMAIN"; the number for one without a name.
std::string dns_code_name(int code);

// A question with recursion desired. Nothing when the name does not fit into a message.
std::optional<std::string> dns_question(std::uint16_t id, const std::string& name, std::uint16_t type);

// Nothing when the message is broken, or is no answer to the question (id, name, type).
std::optional<DnsAnswer> parse_dns_answer(std::span<const std::uint8_t> message, const std::string& question);

// "2.0.77.10.in-addr.arpa"
std::string reverse_name(const platform::InternetAddress& address);

}  // namespace maxos::agents
