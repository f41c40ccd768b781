#include "ctl/trouble.h"

#include <grp.h>
#include <pwd.h>
#include <rpc_status.pb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::ctl {
namespace {

constexpr std::string_view kRetryInfoType = "google.rpc.RetryInfo";
constexpr std::string_view kCallerGroup = "maxos-users";

std::string seconds_text(std::chrono::milliseconds time) {
  return base::decimal(static_cast<double>(time.count()) / 1000.0, 3) + " s";
}

// NOLINTBEGIN(concurrency-mt-unsafe): the user database is read on the main thread alone.
std::string account_name() {
  const passwd* account = getpwuid(geteuid());
  return account != nullptr ? account->pw_name : "uid " + std::to_string(geteuid());
}

std::string group_name(gid_t gid) {
  const group* entry = getgrgid(gid);
  return entry != nullptr ? entry->gr_name : std::to_string(gid);
}

bool process_has_group(gid_t gid) {
  if (getegid() == gid) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, getgroups(0, nullptr))));
  if (getgroups(static_cast<int>(groups.size()), groups.data()) < 0) return false;
  return std::ranges::find(groups, gid) != groups.end();
}

// Whether the user database has the account in the group, whatever this login's groups are.
bool account_has_group(gid_t gid) {
  const passwd* account = getpwuid(geteuid());
  if (account == nullptr) return false;
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(account->pw_name, account->pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    if (getgrouplist(account->pw_name, account->pw_gid, groups.data(), &count) < 0) return false;
  }
  groups.resize(static_cast<std::size_t>(count));
  return std::ranges::find(groups, gid) != groups.end();
}

std::string how_to_start(const Address& address) {
  if (address.path == std::string(kDefaultAddress.substr(5)) || (!address.is_unix() && address.is_local())) {
    return "start it with: sudo systemctl start maxos-grpc (systemctl status maxos-grpc says why it does not "
           "run)";
  }
  if (address.is_unix())
    return "start the daemon that has this address in server.listen, or give another --address";
  return "start it on that machine; maxos-grpc listens on loopback alone, so a remote one is reached through "
         "a "
         "tunnel: ssh -L 50051:localhost:50051 " +
         address.host;
}

// NOLINTEND(concurrency-mt-unsafe)

SocketAccess access_of(const std::string& path) {
  SocketAccess access{.account = account_name()};
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return access;
  access.seen = true;
  access.group_may_write = (info.st_mode & S_IWGRP) != 0;
  access.group = group_name(info.st_gid);
  access.login_has_group = process_has_group(info.st_gid);
  access.account_has_group = account_has_group(info.st_gid);
  return access;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_delay(const grpc::Status& status) {
  internal::RpcStatus details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) return std::nullopt;
  for (const auto& detail : details.details()) {
    if (!detail.type_url().ends_with(kRetryInfoType)) continue;
    internal::RetryInfo info;
    if (!info.ParseFromString(detail.value())) continue;
    const auto& delay = info.retry_delay();
    const auto whole = std::clamp<std::int64_t>(delay.seconds(), 0, 86'400);
    return std::chrono::milliseconds(whole * 1000 + std::max(0, delay.nanos()) / 1'000'000);
  }
  return std::nullopt;
}

Trouble explain(const grpc::Status& status, const Address& address, std::chrono::milliseconds timeout) {
  Trouble trouble{.exit = exit_code_of(status.error_code()),
                  .code = std::string(name_of(status.error_code())),
                  .message = status.error_message(),
                  .advice = {}};
  switch (status.error_code()) {
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      trouble.message = "no answer from " + address.text() + " within " + seconds_text(timeout);
      trouble.advice =
          "give it longer with --timeout SECONDS, or see whether the service is well: systemctl status "
          "maxos-grpc; journalctl -u maxos-grpc -n 50";
      break;
    case grpc::StatusCode::UNAVAILABLE:
      trouble.message = address.text() + " took the connection and gave no answer: " + trouble.message;
      trouble.advice =
          "try again; if it stays so: systemctl status maxos-grpc; journalctl -u maxos-grpc -n 50";
      break;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      if (const auto delay = retry_delay(status)) {
        trouble.advice = "try again in " + seconds_text(*delay);
      } else {
        trouble.advice = "try again later";
      }
      break;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      if (trouble.message.find(kCallerGroup) == std::string::npos) {
        trouble.advice = "members of the group maxos-users may ask; run: sudo usermod -aG maxos-users " +
                         account_name() + ", then log in again";
      }
      break;
    case grpc::StatusCode::UNIMPLEMENTED:
      trouble.message = address.text() + " does not offer this call";
      trouble.advice = "is it maxos-grpc, and as new as this maxosctl? Compare with: maxosctl version";
      break;
    case grpc::StatusCode::CANCELLED:
      if (trouble.message.empty()) trouble.message = "the call was cancelled";
      break;
    default:
      break;
  }
  if (trouble.message.empty()) trouble.message = "the call failed with " + trouble.code;
  return trouble;
}

Trouble explain_access(const SocketAccess& access, const std::string& path) {
  Trouble trouble{.exit = ExitCode::denied,
                  .code = "PERMISSION_DENIED",
                  .message = access.account + " may not connect to " + path,
                  .advice = {}};
  if (!access.seen) {
    trouble.message += ": a folder above it may not be entered";
    trouble.advice = "look at the modes with: namei -l " + path;
  } else if (!access.group_may_write || access.login_has_group) {
    trouble.advice = "look at its owner and modes with: ls -l " + path;
  } else if (access.account_has_group) {
    trouble.message += ": this login is older than the membership in group " + access.group;
    trouble.advice = "log out and in again, or run: newgrp " + access.group;
  } else {
    trouble.message += ": it is for members of the group " + access.group;
    trouble.advice = access.group == "root" ? "run maxosctl as root: sudo maxosctl …"
                                            : "run: sudo usermod -aG " + access.group + " " + access.account +
                                                  ", then log in again";
  }
  return trouble;
}

Trouble explain_connect(int error, const Address& address) {
  Trouble trouble{.exit = ExitCode::unreachable, .code = "UNAVAILABLE", .message = {}, .advice = {}};
  switch (error) {
    case EACCES:
    case EPERM:
      if (address.is_unix()) return explain_access(access_of(address.path), address.path);
      trouble.message = "this machine does not let " + account_name() + " connect to " + address.text();
      trouble.advice = "look for a firewall rule";
      break;
    case ENOENT:
    case ENOTDIR:
      trouble.message = "maxos-grpc is not running: there is no socket " + address.path;
      trouble.advice = how_to_start(address);
      break;
    case ECONNREFUSED: {
      struct stat info {};
      if (address.is_unix() && stat(address.path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode)) {
        trouble.message = address.path + " is not a socket";
        trouble.advice = "give the daemon's socket with --address";
        break;
      }
      trouble.message = "maxos-grpc is not running: nobody listens on " + address.text();
      trouble.advice = how_to_start(address);
      break;
    }
    case EPROTOTYPE:
      trouble.message = address.path + " is a socket of another kind";
      trouble.advice = "give the daemon's socket with --address";
      break;
    case ETIMEDOUT:
      trouble.message = "no connection to " + address.text() + " in time";
      trouble.advice = address.is_local() ? "see whether the service is well: systemctl status maxos-grpc"
                                          : "check that the machine is up and that no firewall is in between";
      break;
    case EINTR:
      trouble.exit = ExitCode::cancelled;
      trouble.code = "CANCELLED";
      trouble.message = "cancelled before a connection was made";
      break;
    default:
      trouble.message = base::message_of(base::from_errno(error, "cannot connect to " + address.text()));
      trouble.advice = "check the address given with --address";
      break;
  }
  return trouble;
}

}  // namespace maxos::ctl
