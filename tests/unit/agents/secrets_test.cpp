#include "agents/system/secrets.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "base/text.h"

namespace maxos::agents {
namespace {

// Arguments separated by '|'.
std::string masked(std::string_view line) {
  return mask_secrets(base::split(line, '|'), 400);
}

TEST(Secrets, AreHiddenInOptions) {
  EXPECT_EQ(masked("app|--password=hunter2|-v"), "app --password=*** -v");
  EXPECT_EQ(masked("app|--password|hunter2|-v"), "app --password *** -v");
  EXPECT_EQ(masked("app|--api-key|abc"), "app --api-key ***");
  EXPECT_EQ(masked("env|DB_PASSWORD=a b c|app"), "env DB_PASSWORD=*** app");
  EXPECT_EQ(masked("app|--auth-token=x"), "app --auth-token=***");
  EXPECT_EQ(masked("redis-server|--requirepass|x"), "redis-server --requirepass ***");
  EXPECT_EQ(masked("redis-cli|-a|geheim|ping"), "redis-cli -a *** ping");
  EXPECT_EQ(masked("app|--secret|-dashed"), "app --secret ***");
}

TEST(Secrets, AreHiddenAsProgramsTakeThem) {
  EXPECT_EQ(masked("/usr/bin/mysql|-uroot|-phunter2|db"), "/usr/bin/mysql -uroot -p*** db");
  EXPECT_EQ(masked("sshpass|-p|hunter2|ssh|host"), "sshpass -p *** ssh host");
  EXPECT_EQ(masked("curl|-u|bob:pw|http://h/"), "curl -u bob:*** http://h/");
  EXPECT_EQ(masked("curl|-H|Authorization: Bearer abc def"), "curl -H Authorization:***");
  EXPECT_EQ(masked("sh|-c|mysql -uroot -phunter2 db; ls"), "sh -c mysql -uroot -p*** db; ls");
  EXPECT_EQ(masked("curl|-d|{\"password\":\"x\",\"a\":1}"), "curl -d {\"password\":***");
}

TEST(Secrets, AreHiddenInUrls) {
  EXPECT_EQ(masked("git|clone|https://bob:pw@host/x.git"), "git clone https://bob:***@host/x.git");
  EXPECT_EQ(masked("git|clone|https://ghp_0123456789abcdefghij@host/x"), "git clone https://***@host/x");
  EXPECT_EQ(masked("ssh://git@host/x"), "ssh://git@host/x");
  EXPECT_EQ(masked("redis://:p@ss@host:6379"), "redis://:***@host:6379");
  EXPECT_EQ(masked("wget|http://h/?token=abc&page=2"), "wget http://h/?token=***&page=2");
}

// The secret is "S" plus a number, so that what is left of one is seen.
TEST(Secrets, AreHiddenByEachProgramsOwnOptions) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"ldapsearch|-x|-w|S1|-b|dc=x", "ldapsearch -x -w *** -b dc=x"},
      {"ldapmodify|-wS1|-D|cn=admin", "ldapmodify -w*** -D cn=admin"},
      {"docker|login|-u|bob|-p|S1|registry.test", "docker login -u bob -p *** registry.test"},
      {"podman|login|-pS1|registry.test", "podman login -p*** registry.test"},
      {"docker|login|-u|zip|-p|S1", "docker login -u zip -p ***"},
      {"zip|-P|S1|a.zip|b", "zip -P *** a.zip b"},
      {"zip|/srv/a.zip|-rP|S1|/srv/b", "zip /srv/a.zip -rP *** /srv/b"},
      {"/usr/bin/unzip|-oPS1|a.zip", "/usr/bin/unzip -oP*** a.zip"},
      {"7z|a|-pS1|-mhe|x.7z", "7z a -p*** -mhe x.7z"},
      {"rar|a|-hpS1|x.rar", "rar a -hp*** x.rar"},
      {"openssl|enc|-aes-256-cbc|-k|S1|-in|x", "openssl enc -aes-256-cbc -k *** -in x"},
      {"openssl|enc|-K|0A1B|-iv|00", "openssl enc -K *** -iv 00"},
      {"openssl|enc|-pass|pass:S1|-in|x", "openssl enc -pass *** -in x"},
      {"openssl|rsa|-passin|pass:S1|-passout|pass:S2", "openssl rsa -passin pass:*** -passout pass:***"},
      {"openssl|passwd|-6|S1", "openssl passwd -6 ***"},
      {"htpasswd|-b|/etc/htpasswd|bob|S1", "htpasswd -b /etc/htpasswd bob ***"},
      {"htpasswd|-bBC|10|f|bob|S1", "htpasswd -bBC 10 f bob ***"},
      {"htpasswd|-nb|bob|S1", "htpasswd -nb bob ***"},
      {"smbclient|//h/share|-U|bob%S1|-c|ls", "smbclient //h/share -U bob%*** -c ls"},
      {"smbclient|-Ubob%S1|//h/share", "smbclient -Ubob%*** //h/share"},
      {"smbclient|--user=bob%S1", "smbclient --user=bob%***"},
      {"mongo|-u|bob|-p|S1|db", "mongo -u bob -p *** db"},
      {"mongodump|-pS1", "mongodump -p***"},
      {"mysql|-p|S1|db", "mysql -p *** db"},
      {"mysqldump|-pS1|db", "mysqldump -p*** db"},
      {"mariadb|-h|docker|-p|S1", "mariadb -h docker -p ***"},
      {"sqlcmd|-S|h|-U|sa|-P|S1", "sqlcmd -S h -U sa -P ***"},
      {"mosquitto_pub|-u|bob|-P|S1|-t|x", "mosquitto_pub -u bob -P *** -t x"},
      {"mosquitto_sub|-P|S1", "mosquitto_sub -P ***"},
      {"xfreerdp|/v:host|/u:bob|/p:S1|/f", "xfreerdp /v:host /u:bob /p:*** /f"},
      {"curl|-b|session=S1|http://h/", "curl -b session=*** http://h/"},
      {"curl|--cookie|session=S1", "curl --cookie ***"},
      {"curl|-H|Cookie: session=S1", "curl -H Cookie:***"},
      {"curl|-u|user:S1|http://h/", "curl -u user:*** http://h/"},
      {"curl|-sku|user:S1|http://h/", "curl -sku user:*** http://h/"},
      {"curl|-uuser:S1|--proxy-user|a:S2", "curl -uuser:*** --proxy-user a:***"},
      {"curl|--oauth2-bearer|S1", "curl --oauth2-bearer ***"},
      {"vault|login|S1", "vault login ***"},
      {"vault|login|-method=userpass|username=bob|password=S1",
       "vault login -method=userpass username=bob password=***"},
      {"sqlplus|-S|u/S1@db|@/srv/x.sql", "sqlplus -S u/***@db @/srv/x.sql"},
      {"sqlplus|u/S1", "sqlplus u/***"},
      {"aws|configure|set|aws_secret_access_key|S1", "aws configure set aws_secret_access_key ***"},
      {"redis-cli|CONFIG|SET|requirepass|S1", "redis-cli CONFIG SET requirepass ***"},
      {"sshpass|-pS1|ssh|host", "sshpass -p*** ssh host"},
      {"sshpass|-p|S1|ssh|-p|22|host", "sshpass -p *** ssh -p 22 host"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(masked(line), expected);
}

TEST(Secrets, AreHiddenInCommandLinesWithinArguments) {
  EXPECT_EQ(masked("sh|-c|cd /x && zip -P S1 a.zip b"), "sh -c cd /x && zip -P *** a.zip b");
  EXPECT_EQ(masked("sh|-c|true;ldapsearch  -w  S1 x"), "sh -c true;ldapsearch  -w  *** x");
  EXPECT_EQ(masked("sh|-c|ldapsearch -w 'S1 and more' x"), "sh -c ldapsearch -w *** x");
  EXPECT_EQ(masked("ssh|host|sh -c 'mysql -pS1 db'"), "ssh host sh -c 'mysql -p*** db'");
  EXPECT_EQ(masked("sh|-c|mysql -p -u root < dump.sql"), "sh -c mysql -p -u root < dump.sql");
  EXPECT_EQ(masked("postgres: it's idle "), "postgres: it's idle ");
}

TEST(Secrets, TokensAreKnownByTheirShapeWhereverTheyStand) {
  for (const char* token :
       {"ghp_0123456789abcdefghij0123456789abcdef", "gho_0123456789abcdef", "github_pat_11ABCDEF0_0123456789",
        "glpat-abcdefgh_ijklmnop", "xoxb-123456789012-abcdef", "xoxa-2-123456789", "xoxp-123456789",
        "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "sk-abcdefghij0123456789", "sk-proj-abcdefghij0123456789"}) {
    const std::string text(token);
    EXPECT_EQ(masked("app|" + text + "|x"), "app *** x");
    EXPECT_EQ(masked("app|--with=" + text), "app --with=***");
    EXPECT_EQ(masked("sh|-c|app '" + text + "' x"), "sh -c app '***' x");
  }
  EXPECT_EQ(masked("app|postgres://bob:S1@host/db"), "app postgres://bob:***@host/db");
}

TEST(Secrets, OrdinaryCommandLinesStay) {
  for (const char* line : {"/usr/sbin/sshd|-D",
                           "ps|-p|1234",
                           "python3|/srv/app.py|--port=80",
                           "rsync|-a|host:/x|/y",
                           "ssh|-p|22|host",
                           "mkdir|-p|x",
                           "tar|-P|-cf|x.tar|/srv",
                           "unzip|-p|a.zip",
                           "ps|-p|1",
                           "docker|run|-p|80:80|nginx",
                           "docker|run|--name|mysql|-p|3306:3306|mysql:8",
                           "mysql|-P|3306|-u|root|db",
                           "mysql|-p",
                           "ldapsearch|-W|-s|sub|-b|dc=x",
                           "openssl|req|-keyout|x.pem|-config|y",
                           "openssl|enc|-kfile|/srv/x",
                           "7z|x|-p|a.7z",
                           "curl|-b|cookies.txt|-A|agent|http://h/",
                           "curl|-u|bob|http://h/",
                           "smbclient|-U|bob|//h/share",
                           "htpasswd|-c|f|bob",
                           "vault|login|-method=oidc",
                           "vault|status",
                           "sh|-c|openssl rand 3 > x; cat /etc/passwd /etc/group",
                           "sqlplus|/|as|sysdba",
                           "sqlplus|/nolog",
                           "sqlplus|bob@//host:1521/name",
                           "xfreerdp|/v:host|/p",
                           "aws|configure|set|region|eu-central-1",
                           "git|checkout|task-abcdefghijklmnopqrstuvwxyz",
                           "mount|/dev/disk-abcdefghijklmnopqrstuvwx",
                           "app|sk-short|ghp_x|AKIA|eyJ.x"}) {
    std::string plain = line;
    for (char& c : plain) c = c == '|' ? ' ' : c;
    EXPECT_EQ(masked(line), plain);
  }
  EXPECT_EQ(masked("a\nb|\xFF"), "a\\nb \uFFFD");
  EXPECT_LE(masked(std::string(10'000, 'x')).size(), 410U);
}

}  // namespace
}  // namespace maxos::agents
