#include "language/service_names.h"

#include <algorithm>
#include <array>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

// A space between two.
constexpr std::string_view kNameList =
    "acpid activemq adguardhome airsonic alertmanager amavis anacron ansible-pull apache apache2 "
    "apcupsd apparmor arangodb artifactory asterisk atd auditd authelia authentik autofs avahi "
    "avahi-daemon bazarr bind9 bluetooth bluetoothd bookstack caddy2 calibre-web cassandra celery "
    "celerybeat ceph chef-client chrony chronyd clamav clamd clickhouse cloudflared cockroachdb "
    "collectd colord confluence containerd coredns coturn couchdb crio cron crond crowdsec cups "
    "cups-browsed cupsd datadog-agent dbus-daemon deconz deluge deluged dhcpcd dhcpd dnsmasq docker "
    "dockerd dokuwiki domoticz dovecot dropbear drupal ejabberd elasticsearch emby emqx envoy esphome "
    "etcd exim exim4 fail2ban filebeat firewalld fluent-bit fluentd forgejo freeradius freeswitch "
    "freshrss frigate frr fstrim ftpd gdm gdm3 gitea gitlab gitlab-runner glassfish glusterd glusterfs "
    "gogs grafana grafana-server graphite graylog graylog-server gunicorn haproxy hass home-assistant "
    "homeassistant homebridge hostapd httpd icecast icecast2 icinga icinga2 immich incus inetd "
    "influxdb iptables irqbalance isc-dhcp-server iscsid jaeger jellyfin jenkins jetty9 jira journald "
    "k3s k3s-agent kafka kamailio keepalived keycloak kibana kodi krb5kdc kube-apiserver kube-proxy "
    "kubelet ldap libvirt libvirtd lidarr lightdm lighttpd liquidsoap logrotate logstash loki lvm2 lxc "
    "lxd mailman mailman3 mariadb matrix-synapse mattermost mdadm mealie mediawiki memcache memcached "
    "metricbeat microk8s minecraft minidlna minio modemmanager mongod mongodb monit moodle moosefs "
    "mosquitto motioneye mpd mssql multipathd munin munin-node mysql mysqld nagios nats nats-server "
    "navidrome neo4j netdata network-manager networkmanager nextcloud nexus nfs nfs-server nfsd "
    "nftables nginx nmbd node-exporter node-red node_exporter nodered nomad-agent nsd ntp ntpd "
    "nut-server octoprint odoo ollama opendkim openhab openldap openresty opensearch opensmtpd openssh "
    "openvpn owncloud packagekit paperless paperless-ngx pdns pgbouncer photoprism php-fpm php8.2-fpm "
    "pihole pihole-ftl pipewire plex plexmediaserver pm2 podman polkit polkitd postfix postgres "
    "postgresql powerdns proftpd prometheus promtail prosody prowlarr psql pulseaudio puppet-agent "
    "puppetserver pure-ftpd qbittorrent qbittorrent-nox qemu-guest-agent rabbitmq rabbitmq-server "
    "radarr radiusd redis redis-server redmine rethinkdb rocketchat roundcube rpcbind rspamd rsyncd "
    "rsyslog rsyslogd rundeck sabnzbd salt-master salt-minion saltstack samba sddm seafile sendmail "
    "sidekiq slapd smartd smartmontools smb smbd snapd snmpd sonarqube sonarr spamassassin sqlserver "
    "squid squid3 ssh sshd sssd statsd strongswan stubby supervisord syncthing syslog syslog-ng "
    "systemd-journald systemd-logind systemd-networkd systemd-resolved systemd-timesyncd tailscale "
    "tailscaled teamcity teamspeak telegraf tftpd thermald timescaledb tlp tomcat tomcat10 tomcat9 tor "
    "traefik transmission transmission-daemon udisks2 ufw unattended-upgrades upower upsd uptime-kuma "
    "usbguard uwsgi valkey varnishd vaultwarden vector-agent victoriametrics vikunja virtlogd vsftpd "
    "webmin wg-quick wildfly winbind wireguard wireplumber wordpress wpa_supplicant xinetd xrdp zabbix "
    "zabbix-agent zabbix-agent2 zabbix-server zerotier zerotier-one zigbee2mqtt zookeeper";

// In the order of their bytes, to be searched by halves.
constexpr auto kNames = [] {
  constexpr std::size_t kCount = 1 + std::count(kNameList.begin(), kNameList.end(), ' ');
  std::array<std::string_view, kCount> names;
  std::string_view rest = kNameList;
  for (std::string_view& name : names) {
    name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}();

// "nginx.service", "wg-quick@wg0": the name of the program, without what systemd adds to it.
std::string_view program_of(std::string_view unit) {
  if (unit.ends_with(".service") || unit.ends_with(".socket")) unit = unit.substr(0, unit.rfind('.'));
  return unit.substr(0, unit.find('@'));
}

}  // namespace

bool is_service_name(std::string_view lower) {
  const std::size_t dot = lower.rfind('.');
  if (dot != std::string_view::npos && dot > 0 &&
      is_one_of(lower.substr(dot), ".service", ".socket", ".timer", ".target", ".mount"))
    return true;
  return std::binary_search(kNames.begin(), kNames.end(), program_of(lower));
}

bool may_be_service_name(std::string_view lower) {
  return is_one_of(lower, "named", "bind", "vault", "consul", "caddy", "varnish", "unbound", "puppet", "salt",
                   "nomad", "network", "beacon", "kea", "flannel", "solr", "jetty", "motion", "pulse",
                   "journal", "dbus", "networking");
}

}  // namespace maxos::language
