#include "ctl/administration/user_hosts.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "base/status.h"
#include "base/text.h"
#include "ctl/administration/drop_in.h"

namespace maxos::ctl {
namespace {

constexpr std::string_view kUnits = "systemd/system";
constexpr std::string_view kUnitPrefix = "maxos-agent@";
constexpr std::string_view kFolderSuffix = ".service.d";
constexpr std::string_view kDropIn = "50-home.conf";
// Where Debian's adduser begins (UID_MIN of login.defs(5)), and the numbers that systemd gives to dynamic
// users and that belong to nobody (systemd's UIDS-GIDS documentation).
constexpr std::uint32_t kFirstUser = 1'000;
constexpr std::uint32_t kFirstDynamic = 61'184;
constexpr std::uint32_t kLastReserved = 65'535;
// utmp(5) has no room for more, and useradd(8) makes none longer.
constexpr std::size_t kMaxName = 32;
constexpr std::array<std::string_view, 7> kNoShells = {"/usr/sbin/nologin", "/sbin/nologin", "/bin/false",
                                                       "/usr/bin/false",    "/bin/sync",     "/bin/true",
                                                       "/usr/bin/true"};

std::string socket_of(const std::string& name) {
  return std::string(kUnitPrefix) + name + ".socket";
}
std::string service_of(const std::string& name) {
  return std::string(kUnitPrefix) + name + ".service";
}
std::string folder_of(const Machine& machine, const std::string& name) {
  return machine.etc(std::string(kUnits) + "/" + service_of(name) + ".d");
}
std::string drop_in_of(const Machine& machine, const std::string& name) {
  return folder_of(machine, name) + "/" + std::string(kDropIn);
}

// The name becomes part of a unit's name and of a path as it is, without systemd's escapes: so it has none of
// the characters that these stand for.
absl::Status check_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (!name.empty() && name.size() <= kMaxName && name.front() != '-' && name.front() != '.' &&
      std::all_of(name.begin(), name.end(), plain)) {
    return absl::OkStatus();
  }
  return base::invalid_argument(
      "'" + name +
      "' cannot be part of a unit's name: an account with a host of its own has 1 to 32 letters, "
      "digits, _, - or . for a name, the first no - or .");
}

std::string shells_text(const Machine& machine) {
  const auto text = read_file(machine.etc("shells"));
  // As getusershell(3) has it.
  return text.ok() ? *text : "/bin/sh\n/bin/csh\n";
}

bool is_login_shell(const Machine& machine, const std::string& shell) {
  if (shell.empty()) return true;  // passwd(5): /bin/sh
  if (std::find(kNoShells.begin(), kNoShells.end(), shell) != kNoShells.end()) return false;
  const std::string text = shells_text(machine);
  for (const std::string_view line : base::split(text, '\n')) {
    if (base::trim(line) == shell) return true;
  }
  return false;
}

absl::Status check_uid(const LocalAccount& account) {
  if (account.uid == 0) return base::invalid_argument("nobody acts as root: " + account.name + " has uid 0");
  if (account.uid < kFirstUser || (account.uid >= kFirstDynamic && account.uid <= kLastReserved)) {
    return base::invalid_argument(account.name + " is a system account (uid " + std::to_string(account.uid) +
                                  "); only accounts of people have a host of their own, from uid 1000 up");
  }
  return absl::OkStatus();
}

// The real path of the home that the host may have.
absl::StatusOr<std::string> check_home(const Machine& machine, const LocalAccount& account) {
  const auto refuse = [&](const std::string& why) {
    return base::invalid_argument("the home of " + account.name + ", " + account.home + ", " + why);
  };
  if (account.home.empty() || account.home.front() != '/') return refuse("is not an absolute path");
  const auto found = machine.directory(account.home);
  if (absl::IsNotFound(found.status()))
    return refuse("does not exist; make it with: mkhomedir_helper " + account.name);
  if (!found.ok()) return refuse("cannot be used: " + std::string(base::message_of(found.status())));
  if (found->owner != account.uid) {
    return refuse("belongs to uid " + std::to_string(found->owner) +
                  "; a home of their own is owned by them");
  }
  // A link to elsewhere would make the host's view another one than the account's.
  if (found->real_path != account.home)
    return refuse("is really " + found->real_path + "; put that into the user database (usermod --home)");
  if (!is_plain_path(account.home) || account.home == "/") {
    return refuse(
        "has characters that a unit file reads otherwise; letters, digits and _ . / - + @ , = are fine");
  }
  return found->real_path;
}

std::string drop_in_text(const std::string& name, const std::string& home) {
  return "# Written by: maxosctl user enable " + name + "\n# Taken away by: maxosctl user disable " + name +
         "\n[Service]\nProtectHome=tmpfs\nBindPaths=" + home + "\nReadWritePaths=" + home + "\n";
}

std::string home_in(const std::string& text) {
  constexpr std::string_view kKey = "BindPaths=";
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.starts_with(kKey)) return std::string(line.substr(kKey.size()));
  }
  return {};
}

absl::Status start_host(const Machine& machine, const std::string& name) {
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"daemon-reload"}));
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"enable", "--now", "--", socket_of(name)}));
  return machine.systemctl({"try-restart", "--", service_of(name)});
}

std::string problem_of(const Machine& machine, const EnabledUser& user,
                       const std::optional<LocalAccount>& account) {
  if (!account) return "there is no such account any more; maxosctl user disable " + user.name;
  if (account->home != user.home)
    return "the home is now " + account->home + "; maxosctl user enable " + user.name;
  const std::string link =
      machine.etc(std::string(kUnits).append("/sockets.target.wants/").append(socket_of(user.name)));
  std::error_code ignored;
  if (!std::filesystem::is_symlink(link, ignored))
    return "the socket is not enabled; maxosctl user enable " + user.name;
  if (!account->is_member) return "not in the group; usermod -aG maxos-users " + user.name;
  return {};
}

}  // namespace

absl::StatusOr<std::string> enable_user(const Machine& machine, const std::string& name) {
  MAXOS_RETURN_IF_ERROR(needs_root(machine, "user enable " + name));
  MAXOS_RETURN_IF_ERROR(check_name(name));
  const auto account = machine.account(name);
  if (!account) return base::not_found("there is no account " + name);
  MAXOS_RETURN_IF_ERROR(check_uid(*account));
  if (!is_login_shell(machine, account->shell)) {
    return base::invalid_argument(name + " has no login shell: " + account->shell +
                                  " is not in /etc/shells, or lets nobody in; chsh changes it");
  }
  const auto home = check_home(machine, *account);
  if (!home.ok()) return home.status();

  const std::string path = drop_in_of(machine, name);
  const auto before = read_file(path);
  MAXOS_RETURN_IF_ERROR(write_file(path, drop_in_text(name, *home)));
  if (const absl::Status started = start_host(machine, name); !started.ok()) {
    // As it was before: an account that was enabled stays so.
    const absl::Status restored = before.ok() ? write_file(path, *before) : remove_file(path);
    machine.systemctl({"daemon-reload"}).IgnoreError();
    return restored.ok() ? started : base::annotate(restored, std::string(base::message_of(started)));
  }
  std::string done =
      "Requests of " + name + " about files work as " + name + " from now on, in " + *home + ".";
  if (!account->is_member)
    done.append(" Not in the group yet, without which they are refused: usermod -aG maxos-users " + name);
  return done;
}

absl::StatusOr<std::string> disable_user(const Machine& machine, const std::string& name) {
  MAXOS_RETURN_IF_ERROR(needs_root(machine, "user disable " + name));
  MAXOS_RETURN_IF_ERROR(check_name(name));
  const std::string path = drop_in_of(machine, name);
  if (absl::IsNotFound(read_file(path).status())) {
    return base::not_found(name + " has no host of their own; maxosctl user list names those who have");
  }
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"disable", "--now", "--", socket_of(name)}));
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"stop", "--", service_of(name)}));
  MAXOS_RETURN_IF_ERROR(remove_file(path));
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"daemon-reload"}));
  return "Requests of " + name +
         " about files work in the shared workspace from now on, as everybody else's.";
}

absl::StatusOr<std::vector<EnabledUser>> enabled_users(const Machine& machine) {
  std::vector<EnabledUser> users;
  std::error_code error;
  const std::string units = machine.etc(std::string(kUnits));
  for (const auto& entry : std::filesystem::directory_iterator(units, error)) {
    const std::string folder = entry.path().filename().string();
    if (!folder.starts_with(kUnitPrefix) || !folder.ends_with(kFolderSuffix)) continue;
    EnabledUser user;
    user.name = folder.substr(kUnitPrefix.size(), folder.size() - kUnitPrefix.size() - kFolderSuffix.size());
    const auto text = read_file(drop_in_of(machine, user.name));
    if (!text.ok() || !check_name(user.name).ok()) continue;
    user.home = home_in(*text);
    const auto account = machine.account(user.name);
    if (account) user.uid = account->uid;
    user.problem = problem_of(machine, user, account);
    users.push_back(std::move(user));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return base::from_errno(error.value(), "reading " + units);
  std::sort(users.begin(), users.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return users;
}

}  // namespace maxos::ctl
