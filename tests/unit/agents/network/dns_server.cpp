#include "dns_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>

#include "base/text.h"

namespace maxos::agents {
namespace {

void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xFF));
}

base::UniqueFd bound(int type, const char* text) {
  base::UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  inet_pton(AF_INET, text, &address.sin_addr);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

// The name of a question without compression, in lower case; `end` is where its type stands.
std::string name_of(const std::string& question, std::size_t& end) {
  std::string name;
  end = 12;
  while (end < question.size() && question[end] != 0) {
    const std::size_t length = static_cast<unsigned char>(question[end]);
    name.append(name.empty() ? "" : ".").append(question.substr(end + 1, length));
    end += length + 1;
  }
  ++end;
  return base::ascii_lower(name);
}

}  // namespace

DnsServer::DnsServer(const char* address)
    : datagrams_(bound(SOCK_DGRAM, address)),
      streams_(bound(SOCK_STREAM, address)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  EXPECT_EQ(::listen(streams_.get(), 8), 0);
  thread_ = std::thread([this] { serve(); });
}

DnsServer::~DnsServer() {
  const std::uint64_t one = 1;
  EXPECT_EQ(::write(stop_.get(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
  thread_.join();
}

void DnsServer::add(const std::string& name, std::vector<Record> records) {
  zone_.with([&](Zone& zone) { zone.records[name] = std::move(records); });
}

void DnsServer::add_code(const std::string& name, int code) {
  zone_.with([&](Zone& zone) { zone.codes[name] = code; });
}

void DnsServer::forge(bool on) {
  zone_.with([&](Zone& zone) { zone.forge = on; });
}

std::vector<std::string> DnsServer::asked() const {
  return zone_.with([](const Zone& zone) { return zone.asked; });
}

std::string DnsServer::packed(const std::string& name) {
  std::string out;
  for (const std::string_view label : base::split(name, '.')) {
    out.push_back(static_cast<char>(label.size()));
    out.append(label);
  }
  out.push_back('\0');
  return out;
}

void DnsServer::serve() {
  while (true) {
    std::array<pollfd, 3> waiting = {
        {{datagrams_.get(), POLLIN, 0}, {streams_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), -1);
    if (waiting[2].revents != 0) return;
    if (waiting[0].revents != 0) serve_datagram();
    if (waiting[1].revents != 0) serve_stream();
  }
}

void DnsServer::serve_datagram() {
  std::array<char, 2048> buffer{};
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const auto got = ::recvfrom(datagrams_.get(), buffer.data(), buffer.size(), 0,
                              reinterpret_cast<sockaddr*>(&from), &size);
  if (got < 12) return;
  const std::string question(buffer.data(), static_cast<std::size_t>(got));
  const auto send = [&](const std::string& text) {
    ::sendto(datagrams_.get(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
  };
  const std::string reply = answer(question, 1232);
  if (reply.empty()) return;
  if (zone_.with([](const Zone& zone) { return zone.forge; })) {
    std::string other = reply;
    other[0] = static_cast<char>(other[0] ^ 1);
    send(other);
    other = reply;
    other[13] = 'x';
    send(other);
    send("noise");
    send(reply.substr(0, 20));
  }
  send(reply);
}

void DnsServer::serve_stream() {
  const base::UniqueFd peer(::accept(streams_.get(), nullptr, nullptr));
  std::array<char, 2048> buffer{};
  const auto got = ::recv(peer.get(), buffer.data(), buffer.size(), 0);
  if (got < 14) return;
  const std::string reply = answer(std::string(buffer.data() + 2, static_cast<std::size_t>(got) - 2), 65535);
  std::string framed;
  put16(framed, static_cast<unsigned>(reply.size()));
  framed.append(reply);
  ::send(peer.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
}

std::string DnsServer::answer(const std::string& question, std::size_t most) {
  std::size_t end = 0;
  const std::string name = name_of(question, end);
  const unsigned type = static_cast<unsigned>(static_cast<std::uint8_t>(question[end]) << 8 |
                                              static_cast<std::uint8_t>(question[end + 1]));
  return zone_.with([&](Zone& zone) -> std::string {
    zone.asked.push_back(name + " " + std::to_string(type));
    const auto code = zone.codes.find(name);
    if (code != zone.codes.end() && code->second < 0) return "";
    const auto records = zone.records.find(name);
    unsigned result = code != zone.codes.end()        ? static_cast<unsigned>(code->second)
                      : records == zone.records.end() ? 3U
                                                      : 0U;
    std::string body;
    unsigned count = 0;
    if (result == 0) {
      for (const Record& record : records->second) {
        // A CNAME belongs to every answer, and so does what it leads to.
        if (record.type != type && record.type != 5) continue;
        body.append(record.name.empty() ? std::string("\xC0\x0C", 2) : packed(record.name));
        put16(body, record.type);
        put16(body, 1);
        put16(body, 0);
        put16(body, 300);
        put16(body, static_cast<unsigned>(record.data.size()));
        body.append(record.data);
        ++count;
      }
    }
    const bool cut = 12 + end + 4 + body.size() > most;
    if (cut) body.clear(), count = 0;
    std::string reply = question.substr(0, 2);
    put16(reply, 0x8180U | (cut ? 0x0200U : 0U) | result);
    for (const unsigned each : {1U, count, 0U, 0U}) put16(reply, each);
    return reply + question.substr(12, end + 4 - 12) + body;
  });
}

}  // namespace maxos::agents
