#include "agents/system/secrets.h"

#include <gtest/gtest.h>

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

TEST(Secrets, OrdinaryCommandLinesStay) {
  for (const char* line :
       {"/usr/sbin/sshd|-D", "ps|-p|1234", "python3|/srv/app.py|--port=80", "rsync|-a|host:/x|/y"}) {
    std::string plain = line;
    for (char& c : plain) c = c == '|' ? ' ' : c;
    EXPECT_EQ(masked(line), plain);
  }
  EXPECT_EQ(masked("a\nb|\xFF"), "a\\nb \uFFFD");
  EXPECT_LE(masked(std::string(10'000, 'x')).size(), 410U);
}

}  // namespace
}  // namespace maxos::agents
