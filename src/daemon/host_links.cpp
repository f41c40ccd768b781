#include "daemon/host_links.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/status.h"

namespace maxos::daemon {
namespace {

absl::StatusOr<base::UniqueFd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return base::invalid_argument(path + " is too long for a unix socket");
  std::copy(path.begin(), path.end(), address.sun_path);
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return base::from_errno(errno, "making a socket");
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return base::from_errno(errno, "connecting to " + path);
  }
  return fd;
}

}  // namespace

HostLinks::HostLinks(platform::EventLoop& loop, const CommandLine& line, Options options)
    : loop_(loop),
      user_idle_(options.config.idle),
      catalogue_(options.catalogue),
      users_({line.hosts.string(), [this](const std::string& user, const std::string& socket) {
                return link_to_user(user, socket);
              }}) {
  hosts::RemoteHost::Options common;
  common.catalogue = options.catalogue;
  common.on_change = options.on_change;
  if (!line.hosts.empty()) {
    common.idle = options.config.idle;
    const auto link = [&](const char* name, const char* socket, const char* unit) {
      hosts::RemoteHost::Options one = common;
      one.name = name;
      one.advice = std::string("systemctl status ") + unit;
      one.connect = [path = (line.hosts / socket).string()] { return connect_to(path); };
      return std::make_unique<hosts::RemoteHost>(loop, std::move(one));
    };
    system_ = link("the system host", "system.sock", "maxos-system");
    files_ = link("the files host", "agents.sock", "maxos-agents");
    return;
  }
  child_ = std::move(options.child);
  common.name = "the agent host";
  common.advice = "what " + options.program + " has written to the terminal";
  common.connect = [child = child_.get()] { return child->connect(); };
  system_ = std::make_unique<hosts::RemoteHost>(loop, std::move(common));
}

// Nobody is told when it is gone: that is of one user, who is answered so.
std::unique_ptr<hosts::RemoteHost> HostLinks::link_to_user(const std::string& user,
                                                           const std::string& socket) {
  hosts::RemoteHost::Options options;
  options.catalogue = catalogue_;
  options.idle = user_idle_;
  options.name = "the host of " + user;
  options.advice = "systemctl status maxos-agent@" + user;
  options.connect = [socket] { return connect_to(socket); };
  auto link = std::make_unique<hosts::RemoteHost>(loop_, std::move(options));
  user_links_.with([&](auto& links) { links.push_back(link.get()); });
  return link;
}

void HostLinks::connect_early() {
  system_->connect_early();
  if (files_ != nullptr) files_->connect_early();
}

void HostLinks::reload() {
  if (child_ != nullptr) child_->reload();
}

void HostLinks::close() {
  system_->close();
  if (files_ != nullptr) files_->close();
  for (hosts::RemoteHost* link : user_links_.with([](const auto& links) { return links; })) link->close();
}

std::vector<std::string> HostLinks::troubles() const {
  std::vector<std::string> sentences = lesser_troubles();
  if (const auto trouble = system_->trouble()) sentences.push_back(*trouble);
  return sentences;
}

std::vector<std::string> HostLinks::lesser_troubles() const {
  if (files_ == nullptr) return {};
  const auto trouble = files_->trouble();
  return trouble ? std::vector<std::string>{*trouble} : std::vector<std::string>{};
}

}  // namespace maxos::daemon
