// Commands as operators type them, and what must come of them.
#include "language/shell_forms.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace maxos::language {
namespace {

struct Case {
  std::string_view text;
  std::string_view intent;
  // "slot=value" separated by '|', sorted by name.
  std::string_view slots = "";
};

std::string slots_text(const Understanding& understanding) {
  std::string text;
  for (const auto& [name, value] : understanding.slots) {
    text.append(text.empty() ? "" : "|").append(name).append("=").append(value);
  }
  return text;
}

constexpr auto kReads = std::to_array<Case>({
    {"ls", "file.list"},
    {"Ls -la /srv", "file.list", "hidden=true|path=/srv"},
    {"ls /srv.", "file.list", "path=/srv"},
    {"ls backups", "file.list", "path=backups"},
    {"sudo ls -lhS \"/srv/my files\"", "file.list", "path=/srv/my files|sort=size"},
    {"ls --all /srv/my\\ files", "file.list", "hidden=true|path=/srv/my files"},
    {"ls -lt /srv/log/*.log", "file.list", "path=/srv/log|pattern=*.log|sort=time"},
    {"ls *.txt", "file.list", "pattern=*.txt"},
    {"ll ~/projects", "file.list", "path=~/projects"},
    {"dir /mnt/usb", "file.list", "path=/mnt/usb"},
    {"ls -ld /var/www", "file.info", "path=/var/www"},
    {"find /srv -name '*.bak'", "file.search", "path=/srv|pattern=*.bak"},
    {"find /etc -name *.conf", "file.search", "path=/etc|pattern=*.conf"},
    {"find ~/src -type f -iname \"readme*\" -print", "file.search", "path=~/src|pattern=readme*"},
    {"find . -size +100M", "file.search", "min_size=104857600|path=."},
    {"find / -size +1G -size -2G -type f", "file.search", "max_size=2147483648|min_size=1073741824|path=/"},
    {"find /tmp -size -10k", "file.search", "max_size=10240|path=/tmp"},
    {"find /srv -mtime -7", "file.search", "modified_within=604800|path=/srv"},
    {"find /srv -mtime +30 -name '*.log'", "file.search", "older_than=2592000|path=/srv|pattern=*.log"},
    {"find /srv -mmin -15", "file.search", "modified_within=900|path=/srv"},
    {"find -type d -name cache", "file.search", "kind=directory|path=.|pattern=cache"},
    {"locate pg_hba.conf", "file.search", "pattern=pg_hba.conf"},
    {"locate -i -n 5 invoice", "file.search", "limit=5|pattern=invoice"},
    {"grep -r listen_on src", "file.search", "content=listen_on|path=src"},
    {"grep -rn \"connection refused\" /srv/log", "file.search", "content=connection refused|path=/srv/log"},
    {"grep -ri example.com", "file.search", "content=example.com|path=."},
    {"grep -R --include=*.py 'def main(' ~/code", "file.search",
     "content=def main(|path=~/code|pattern=*.py"},
    {"grep -rF 'a[0]*' src", "file.search", "content=a[0]*|path=src"},
    {"stat /srv/x", "file.info", "path=/srv/x"},
    {"cat /etc/os-release", "file.read", "path=/etc/os-release"},
    {"cat README", "file.read", "path=README"},
    {"less /var/log/dpkg.log", "file.read", "path=/var/log/dpkg.log"},
    {"more notes.txt", "file.read", "path=notes.txt"},
    {"head /srv/a.csv", "file.read", "from=head|path=/srv/a.csv"},
    {"head -n 20 users", "file.read", "from=head|lines=20|path=users"},
    {"head -5 a.txt", "file.read", "from=head|lines=5|path=a.txt"},
    {"tail -n50 worker.log", "file.read", "from=tail|lines=50|path=worker.log"},
    {"tail --lines=7 worker.log", "file.read", "from=tail|lines=7|path=worker.log"},
    {"tail -f /var/log/syslog", "file.read", "from=tail|path=/var/log/syslog"},
    {"tail -100f syslog", "file.read", "from=tail|lines=100|path=syslog"},
    {"du -sh /var/log", "file.usage", "path=/var/log"},
    {"du -sh /var/*", "file.usage", "path=/var"},
    {"du -sh", "file.usage"},
    {"du -h --max-depth=1 /srv", "file.usage", "path=/srv"},
    {"sha256sum debian.iso", "file.checksum", "algorithm=sha256|path=debian.iso"},
    {"sha1sum a", "file.checksum", "algorithm=sha1|path=a"},
    {"grep -rl --include='*.conf' listen /etc", "file.search", "content=listen|path=/etc|pattern=*.conf"},
    {"find /srv -size +512c -name \"my file\"", "file.search", "min_size=512|path=/srv|pattern=my file"},
    {"sha512sum a", "file.checksum", "algorithm=sha512|path=a"},
    {"md5sum '/srv/my file'", "file.checksum", "algorithm=md5|path=/srv/my file"},
    {"uptime -p", "system.uptime"},
    {"free -h", "system.metrics", "kind=memory"},
    {"vmstat", "system.metrics"},
    {"top", "system.processes"},
    {"top -o %MEM", "system.processes", "sort=memory"},
    {"top -bn1", "system.processes"},
    {"htop", "system.processes"},
    {"ps aux", "system.processes"},
    {"ps -ef", "system.processes"},
    {"ps -aux", "system.processes"},
    {"ps aux --sort=-%mem", "system.processes", "sort=memory"},
    {"ps aux | grep nginx", "system.processes", "name=nginx"},
    {"dpkg -l | grep linux-image-6.1", "system.packages", "name=linux-image-6.1"},
    {"journalctl -u nginx | grep -i timeout", "system.logs", "grep=timeout|unit=nginx"},
    {"ps -ef|grep -i php-fpm8.2", "system.processes", "name=php-fpm8.2"},
    {"ps -C sshd", "system.processes", "name=sshd"},
    {"pgrep -a celery", "system.processes", "name=celery"},
    {"pidof mysqld", "system.processes", "name=mysqld"},
    {"df -hT", "system.disk"},
    {"df -i /var", "system.disk", "path=/var"},
    {"lsblk", "system.disk"},
    {"mount", "system.disk"},
    {"uname -a", "system.info"},
    {"hostname", "system.info"},
    {"hostnamectl status", "system.info"},
    {"lscpu", "system.info"},
    {"date", "system.time"},
    {"timedatectl", "system.time"},
    {"who", "system.users"},
    {"w", "system.users"},
    {"users", "system.users"},
    {"journalctl", "system.logs"},
    {"journalctl -u ssh -n 50 --no-pager", "system.logs", "limit=50|unit=ssh"},
    {"journalctl -xeu wg-quick@wg0", "system.logs", "unit=wg-quick@wg0"},
    {"journalctl -p err --since yesterday", "system.logs", "priority=err|since=86400"},
    {"journalctl -p4 -S \"1 hour ago\"", "system.logs", "priority=warning|since=3600"},
    {"journalctl --since='1h 30min ago' --until=-10min", "system.logs", "since=5400|until=600"},
    {"journalctl -f -S today -g 'out of memory'", "system.logs", "grep=out of memory|since=86400"},
    {"systemctl status nginx", "system.service", "unit=nginx"},
    {"systemctl -l status postgresql@15-main", "system.service", "unit=postgresql@15-main"},
    {"systemctl is-active ssh.service", "system.service", "unit=ssh.service"},
    {"systemctl is-enabled cron", "system.service", "unit=cron"},
    {"service nginx status", "system.service", "unit=nginx"},
    {"systemctl --failed", "system.services", "state=failed"},
    {"systemctl list-units --state=running --type=service", "system.services", "state=running"},
    {"systemctl list-units --all", "system.services", "state=all"},
    {"systemctl", "system.services"},
    {"apt list --upgradable", "system.packages"},
    {"apt list --installed", "system.packages"},
    {"dmesg", "system.logs", "unit=kernel"},
    {"dmesg -T", "system.logs", "unit=kernel"},
    {"rpm -q openssl", "system.packages", "name=openssl"},
    {"rpm -qa", "system.packages"},
    {"git log -5 in ~/ansible", "dev.git_log", "limit=5|repository=~/ansible"},
    {"git status in /srv/w", "dev.git_status", "repository=/srv/w"},
    {"dpkg -l", "system.packages"},
    {"dpkg -l openssl", "system.packages", "name=openssl"},
    {"dpkg -s libc6:amd64", "system.packages", "name=libc6:amd64"},
    {"apt show neovim", "system.packages", "name=neovim"},
    {"apt-cache policy g++", "system.packages", "name=g++"},
    {"ip a", "network.interfaces"},
    {"ip -br addr", "network.interfaces"},
    {"ip address show eth0", "network.interfaces", "interface=eth0"},
    {"ip a s dev enp3s0", "network.interfaces", "interface=enp3s0"},
    {"ip link", "network.interfaces"},
    {"ifconfig wlan0", "network.interfaces", "interface=wlan0"},
    {"ifconfig -a", "network.interfaces"},
    {"ifconfig", "network.interfaces"},
    {"hostname -I", "network.interfaces"},
    {"ip r", "network.routes"},
    {"ip route show", "network.routes"},
    {"route -n", "network.routes"},
    {"netstat -rn", "network.routes"},
    {"ping 8.8.8.8", "network.ping", "host=8.8.8.8"},
    {"ping -c 3 DB2.internal", "network.ping", "count=3|host=db2.internal"},
    {"ping router -c4", "network.ping", "count=4|host=router"},
    {"ping -6 ::1", "network.ping", "host=::1"},
    {"ping localhost", "network.ping", "host=localhost"},
    {"dig example.org", "network.dns", "host=example.org"},
    {"dig mx example.org +short", "network.dns", "host=example.org|type=MX"},
    {"dig example.org AAAA", "network.dns", "host=example.org|type=AAAA"},
    {"dig -x 203.0.113.9", "network.dns", "host=203.0.113.9|type=PTR"},
    {"host -t ns example.org", "network.dns", "host=example.org|type=NS"},
    {"host git.acme.dev", "network.dns", "host=git.acme.dev"},
    {"nslookup router", "network.dns", "host=router"},
    {"nslookup -type=txt example.org", "network.dns", "host=example.org|type=TXT"},
    {"ss -tlnp", "network.connections", "state=listening"},
    {"ss -tuln", "network.connections", "state=listening"},
    {"ss -t", "network.connections", "state=established"},
    {"ss -ta", "network.connections"},
    {"ss state time-wait", "network.connections", "state=time-wait"},
    {"netstat -tulpn", "network.connections", "state=listening"},
    {"netstat -an", "network.connections"},
    {"lsof -i :80", "network.connections", "port=80"},
    {"lsof -nP -iTCP:5432 -sTCP:LISTEN", "network.connections", "port=5432|state=listening"},
    {"lsof -i", "network.connections"},
    {"nc -zv db1 5432", "network.port", "host=db1|port=5432"},
    {"telnet mx.example.net 25", "network.port", "host=mx.example.net|port=25"},
    {"iwconfig", "network.wifi", "action=status"},
    {"iw dev", "network.wifi", "action=status"},
    {"nmcli dev wifi list", "network.wifi", "action=list"},
    {"nmcli device wifi", "network.wifi", "action=list"},
    {"wg show", "network.vpn", "action=status"},
    {"wg show wg1", "network.vpn", "action=status|name=wg1"},
    {"nft list ruleset", "network.firewall", "action=status"},
    {"iptables -L -n", "network.firewall", "action=status"},
    {"sudo ufw status", "network.firewall", "action=status"},
    {"git status", "dev.git_status"},
    {"git status -sb", "dev.git_status"},
    {"git -C ~/code/app status", "dev.git_status", "repository=~/code/app"},
    {"git log", "dev.git_log"},
    {"git log --oneline -5", "dev.git_log", "limit=5"},
    {"git log -n 20", "dev.git_log", "limit=20"},
    {"git branch -a", "dev.git_branches"},
    {"git diff --stat", "dev.git_diff"},
});

constexpr auto kChanges = std::to_array<Case>({
    {"mkdir -p /srv/app/releases/2024-11", "file.mkdir", "path=/srv/app/releases/2024-11"},
    {"mkdir staging", "file.mkdir", "path=staging"},
    {"mkdir 'two words'", "file.mkdir", "path=two words"},
    {"cp notes.txt notes.bak", "file.copy", "destination=notes.bak|source=notes.txt"},
    {"cp -r /srv/www /srv/www.old", "file.copy", "destination=/srv/www.old|source=/srv/www"},
    {"cp -a src dst", "file.copy", "destination=dst|source=src"},
    {"cp -f a.env /srv/.env", "file.copy", "destination=/srv/.env|overwrite=true|source=a.env"},
    {"mv app.log app.log.1", "file.move", "destination=app.log.1|source=app.log"},
    {"mv -f a.conf /srv/b.conf", "file.move", "destination=/srv/b.conf|overwrite=true|source=a.conf"},
    {"mv \"/srv/my files\" /srv/files", "file.move", "destination=/srv/files|source=/srv/my files"},
    {"rm old-dump.sql", "file.delete", "path=old-dump.sql"},
    {"rm -rf /srv/old-site", "file.delete", "path=/srv/old-site"},
    {"rm -r build/", "file.delete", "path=build/"},
    {"tar czf /tmp/site.tgz /srv/www", "file.archive",
     "destination=/tmp/site.tgz|format=tar.gz|source=/srv/www"},
    {"tar -czvf a.tar.gz src", "file.archive", "destination=a.tar.gz|format=tar.gz|source=src"},
    {"tar --zstd -cf a.tar.zst src", "file.archive", "destination=a.tar.zst|format=tar.zst|source=src"},
    {"zip -r docs.zip /srv/docs", "file.archive", "destination=docs.zip|format=zip|source=/srv/docs"},
    {"zip -r docs /srv/docs", "file.archive", "destination=docs.zip|format=zip|source=/srv/docs"},
    {"tar xzf node.tar.gz", "file.extract", "source=node.tar.gz"},
    {"tar -xf a.tar.zst -C /srv/www", "file.extract", "destination=/srv/www|source=a.tar.zst"},
    {"unzip photos.zip", "file.extract", "source=photos.zip"},
    {"unzip theme.zip -d /srv/theme", "file.extract", "destination=/srv/theme|source=theme.zip"},
    {"systemctl restart nginx", "system.service_control", "action=restart|unit=nginx"},
    {"sudo systemctl stop docker.service", "system.service_control", "action=stop|unit=docker.service"},
    {"systemctl start mongod", "system.service_control", "action=start|unit=mongod"},
    {"systemctl reload prometheus", "system.service_control", "action=reload|unit=prometheus"},
    {"systemctl enable ssh", "system.service_control", "action=enable|unit=ssh"},
    {"systemctl disable avahi-daemon", "system.service_control", "action=disable|unit=avahi-daemon"},
    {"service nginx restart", "system.service_control", "action=restart|unit=nginx"},
    {"systemctl reboot", "system.power", "action=reboot"},
    {"systemctl poweroff", "system.power", "action=poweroff"},
    {"systemctl suspend", "system.power", "action=suspend"},
    {"reboot", "system.power", "action=reboot"},
    {"sudo poweroff", "system.power", "action=poweroff"},
    {"shutdown -h now", "system.power", "action=poweroff|when=now"},
    {"shutdown -r now", "system.power", "action=reboot|when=now"},
    {"shutdown -r +10", "system.power", "action=reboot|when=600"},
    {"shutdown -r 22:00", "system.power", "action=reboot|when=22:00"},
    {"shutdown 6:30", "system.power", "action=poweroff|when=06:30"},
    {"shutdown -c", "system.power", "action=cancel"},
    {"wg-quick up wg0", "network.vpn", "action=up|name=wg0"},
    {"wg-quick down wg5", "network.vpn", "action=down|name=wg5"},
    {"ufw allow 8080/tcp", "network.firewall", "action=allow|port=8080|protocol=tcp"},
    {"ufw deny 513", "network.firewall", "action=block|port=513"},
    {"git commit -m \"fix; the parser\"", "dev.commit", "message=fix; the parser"},
    {"git commit -am 'tidy up'", "dev.commit", "message=tidy up"},
    {"git -C /srv/repos/vault commit -a -m rotate", "dev.commit",
     "message=rotate|repository=/srv/repos/vault"},
    {"make test", "dev.test"},
    {"make -C ~/src/firmware check", "dev.test", "path=~/src/firmware"},
    {"npm test", "dev.test"},
    {"pytest", "dev.test"},
    {"cargo test", "dev.test"},
    {"cargo build", "dev.build"},
    {"make -C ~/src/firmware", "dev.build", "path=~/src/firmware"},
    {"npm run build", "dev.build"},
});

TEST(ShellForms, EveryReadIsUnderstoodWithItsSlots) {
  for (const Case& test : kReads) {
    const auto found = read_shell_form(Utterance(test.text));
    EXPECT_TRUE(found) << test.text;
    if (!found) continue;
    EXPECT_EQ(found->intent, test.intent) << test.text;
    EXPECT_EQ(slots_text(*found), test.slots) << test.text;
    EXPECT_EQ(found->confidence, 0.99) << test.text;
  }
}

TEST(ShellForms, EveryChangeIsUnderstoodWithItsSlots) {
  for (const Case& test : kChanges) {
    const auto found = read_shell_form(Utterance(test.text));
    EXPECT_TRUE(found) << test.text;
    if (!found) continue;
    EXPECT_EQ(found->intent, test.intent) << test.text;
    EXPECT_EQ(slots_text(*found), test.slots) << test.text;
    EXPECT_EQ(found->confidence, 0.97) << test.text;
  }
}

}  // namespace
}  // namespace maxos::language
