// A DNS server of the test's own on port 53 of this namespace, UDP and TCP.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/guarded.h"

namespace maxos::agents {

class DnsServer {
 public:
  struct Record {
    std::uint16_t type;
    std::string data;
    std::string name = {};
  };

  explicit DnsServer(const char* address = "127.0.0.1");
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  // What a name in lower case has; another name is NXDOMAIN.
  void add(const std::string& name, std::vector<Record> records);
  // Answers with this code (2: SERVFAIL), or not at all (-1).
  void add_code(const std::string& name, int code);
  // Before the real answer come a wrong id, another question and noise.
  void forge(bool on);

  std::vector<std::string> asked() const;

  // A name as it stands in a message: length octets and labels.
  static std::string packed(const std::string& name);

 private:
  struct Zone {
    std::map<std::string, std::vector<Record>> records;
    std::map<std::string, int> codes;
    bool forge = false;
    std::vector<std::string> asked;
  };
  void serve();
  void serve_datagram();
  void serve_stream();
  // Empty: no answer.
  std::string answer(const std::string& question, std::size_t most);

  base::Guarded<Zone> zone_;
  base::UniqueFd datagrams_, streams_, stop_;
  std::thread thread_;
};

}  // namespace maxos::agents
