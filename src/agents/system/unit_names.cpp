#include "agents/system/unit_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxLike = 3;

constexpr std::array<std::string_view, 11> kSuffixes = {".service", ".socket", ".timer",    ".mount",
                                                        ".path",    ".target", ".slice",    ".scope",
                                                        ".swap",    ".device", ".automount"};
// What a name without a suffix may be when it is no service, in this order.
constexpr std::array<std::string_view, 5> kOtherTypes = {".timer", ".socket", ".mount", ".path", ".target"};

// What services are for, and those that Debian has for it.
struct Purpose {
  std::string_view names;  // parted by commas
  std::string_view services;
};
constexpr std::array kPurposes = {
    Purpose{"web server,webserver,web,http server,httpd,website", "nginx apache2 lighttpd caddy haproxy"},
    Purpose{"database,database server,db,sql server,sql database", "postgresql mariadb mysql mongod"},
    Purpose{"cache,cache server", "redis-server memcached varnish"},
    Purpose{"mail server,mail,mailserver,smtp server,email server,mail service",
            "postfix exim4 opensmtpd sendmail"},
    Purpose{"print service,print server,printing,printer service,print spooler", "cups"},
    Purpose{"ssh server,ssh service,ssh daemon,secure shell,sshd", "ssh dropbear"},
    Purpose{"time service,time server,time synchronization,time sync,ntp,ntp server,ntpd",
            "systemd-timesyncd chrony ntpsec openntpd"},
    Purpose{"dns server,dns,name server,nameserver,resolver,dns service",
            "named unbound dnsmasq systemd-resolved"},
    Purpose{"firewall,firewall service", "firewalld nftables ufw"},
    Purpose{"scheduler,cron daemon,crond,job scheduler", "cron"},
    Purpose{"network manager,networking,network service,network",
            "NetworkManager systemd-networkd networking"},
    Purpose{"file server,file sharing,samba,samba server", "smbd nfs-server"},
    Purpose{"ftp server,ftp", "vsftpd proftpd pure-ftpd"},
    Purpose{"syslog,log service,logging service,logger,log daemon", "rsyslog syslog-ng systemd-journald"},
    Purpose{"message bus,system bus,d-bus", "dbus"},
    Purpose{"container engine,container service,containers,container runtime", "docker podman containerd"},
    Purpose{"display manager,login screen,desktop", "display-manager gdm3 lightdm sddm"},
    Purpose{"message broker,mqtt broker,broker,mqtt", "mosquitto rabbitmq-server"}};

bool has_suffix(std::string_view name) {
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool is_unit_character(char c) {
  constexpr std::string_view kMarks = ":-_.\\@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

// "getty@.service"
bool is_template(std::string_view name) {
  const std::size_t at = name.find('@');
  return at != std::string_view::npos && at + 1 == name.rfind('.');
}

// Without "the" in front and "service" behind, in lower case.
std::string bare(std::string_view said) {
  std::string text = base::ascii_lower(base::trim(said));
  if (text.starts_with("the ")) text.erase(0, 4);
  for (const std::string_view word : {" service", " daemon", " unit"}) {
    if (text.size() > word.size() && text.ends_with(word)) text.erase(text.size() - word.size());
  }
  return text;
}

const Purpose* purpose_of(std::string_view said) {
  const std::string lower = base::ascii_lower(base::trim(said));
  const std::string stripped = bare(said);
  for (const Purpose& purpose : kPurposes) {
    for (const std::string_view name : base::split(purpose.names, ',')) {
      if (name == lower || name == stripped) return &purpose;
    }
  }
  return nullptr;
}

absl::Status no_name(std::string_view said) {
  return base::invalid_argument("\"" + base::to_utf8(std::string(base::utf8_prefix(said, 80))) +
                                "\" is not the name of a unit. Names have at most 255 letters, digits and "
                                "characters of \":-_.\\@\", for example nginx or backup.timer.");
}

// The names that `said` may stand for, the likeliest first. All are whole.
std::vector<std::string> candidates(std::string_view said) {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (is_whole_unit_name(name) && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  };
  std::string joined = bare(said);
  std::replace(joined.begin(), joined.end(), ' ', '-');
  std::string as_said(base::trim(said));
  std::replace(as_said.begin(), as_said.end(), ' ', '-');
  if (has_suffix(as_said)) {
    add(as_said);
    add(base::ascii_lower(as_said));
    return names;
  }
  for (const std::string& name : {as_said, joined}) add(name + ".service");
  for (const std::string_view type : kOtherTypes) {
    for (const std::string& name : {as_said, joined}) add(name + std::string(type));
  }
  return names;
}

std::string listed(const std::vector<std::string>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text.append(i + 1 == names.size() ? last : ", ");
    text.append(names[i]);
  }
  return text;
}

absl::Status none(const Systemd& systemd, std::string_view said) {
  std::string text = "There is no unit " + std::string(base::trim(said)) + " on this machine.";
  std::string part = bare(said);
  if (const std::size_t dot = part.rfind('.'); dot != std::string::npos && has_suffix(part)) part.resize(dot);
  std::replace(part.begin(), part.end(), ' ', '*');
  std::vector<std::string> like;
  // A backslash or a bracket would be a pattern's own.
  if (part.size() >= 3 && part.find('\\') == std::string::npos) {
    if (const auto rows = systemd.by_patterns({"*" + part + "*"}); rows.ok()) {
      for (const UnitRow& row : *rows) {
        if (row.loaded() && like.size() < kMaxLike) like.push_back(row.id);
      }
    }
  }
  if (!like.empty()) text.append(" Did you mean " + listed(like, " or ") + "?");
  return base::not_found(text);
}

absl::StatusOr<std::string> for_purpose(const Systemd& systemd, std::string_view said,
                                        const Purpose& purpose) {
  std::vector<std::string> names;
  for (const std::string_view service : base::split(purpose.services, ' ')) {
    names.push_back(std::string(service) + ".service");
  }
  const auto rows = systemd.by_names(names);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> present;
  std::vector<std::string> running;
  for (const UnitRow& row : *rows) {
    if (!row.loaded()) continue;
    // Aliases of each other are one.
    if (std::find(present.begin(), present.end(), row.id) != present.end()) continue;
    present.push_back(row.id);
    if (row.active == "active") running.push_back(row.id);
  }
  const std::string what(base::trim(said));
  if (present.empty()) {
    return base::not_found("No " + what + " that I know is installed: there is no " + listed(names, " or ") +
                           ". Name the unit.");
  }
  if (present.size() == 1) return present.front();
  if (running.size() == 1) return running.front();
  return base::invalid_argument("Several units may be the " + what + ": " + listed(present, " and ") +
                                ". Name the one you mean.");
}

}  // namespace

bool is_whole_unit_name(std::string_view name) {
  if (name.size() > kMaxName || !has_suffix(name) || is_template(name)) return false;
  const std::size_t stem = name.rfind('.');
  const std::size_t at = name.find('@');
  return stem > 0 && at != 0 && std::all_of(name.begin(), name.end(), is_unit_character);
}

absl::StatusOr<UnitState> find_unit(const Systemd& systemd, std::string_view said) {
  const std::string_view trimmed = base::trim(said);
  if (is_template(trimmed) || (trimmed.ends_with('@') && trimmed.size() > 1)) {
    const std::string stem(trimmed.substr(0, trimmed.find('@')));
    return base::invalid_argument(stem + "@ is a template: name an instance of it, for example " + stem +
                                  "@NAME.");
  }
  const std::vector<std::string> names = candidates(said);
  if (names.empty()) return no_name(said);
  // The name as it was said is nearly always it: one call.
  auto first = systemd.unit(names.front());
  if (!first.ok() || first->row.load != "not-found") return first;
  if (const Purpose* const purpose = purpose_of(said)) {
    const auto name = for_purpose(systemd, said, *purpose);
    if (!name.ok()) return name.status();
    return systemd.unit(*name);
  }
  if (names.size() > 1) {
    const auto rows = systemd.by_names({names.begin() + 1, names.end()});
    if (!rows.ok()) return rows.status();
    for (const UnitRow& row : *rows) {
      if (row.load != "not-found") return systemd.unit(row.id);
    }
  }
  return none(systemd, said);
}

}  // namespace maxos::agents
