// The configuration file of the package names every key with its default.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "base/status.h"
#include "config/loader.h"

namespace maxos::config {
namespace {

constexpr const char* kFile = MAXOS_SHIPPED_CONFIG;

// The file with each "#key = value" and "# key = value" line as a setting.
std::string uncommented() {
  std::ifstream file(kFile);
  static const std::regex setting(R"(^#\s*(\[[a-z_]+\]|[a-z_]+\s*=\s.*)$)");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    text.append(std::regex_replace(line, setting, "$1")).push_back('\n');
  }
  return text;
}

void expect_equal(const Threshold& a, const Threshold& b, const char* name) {
  EXPECT_EQ(a.warning, b.warning) << name;
  EXPECT_EQ(a.critical, b.critical) << name;
}

void expect_defaults(const Config& c) {
  const Config d;
  EXPECT_EQ(c.server.listen, d.server.listen);
  EXPECT_EQ(c.server.max_connections, d.server.max_connections);
  EXPECT_EQ(c.server.max_concurrent_streams, d.server.max_concurrent_streams);
  EXPECT_EQ(c.server.drain_timeout, d.server.drain_timeout);
  EXPECT_EQ(c.workers.threads, d.workers.threads);
  EXPECT_EQ(c.workers.queue, d.workers.queue);
  EXPECT_EQ(c.limits.text_bytes, d.limits.text_bytes);
  EXPECT_EQ(c.limits.context_entries, d.limits.context_entries);
  EXPECT_EQ(c.limits.context_key_bytes, d.limits.context_key_bytes);
  EXPECT_EQ(c.limits.context_bytes, d.limits.context_bytes);
  EXPECT_EQ(c.limits.answer_bytes, d.limits.answer_bytes);
  EXPECT_EQ(c.limits.list_entries, d.limits.list_entries);
  EXPECT_EQ(c.limits.request_timeout, d.limits.request_timeout);
  EXPECT_EQ(c.health.max_age, d.health.max_age);
  EXPECT_EQ(c.health.bus_timeout, d.health.bus_timeout);
  expect_equal(c.health.cpu_percent, d.health.cpu_percent, "cpu_percent");
  expect_equal(c.health.load_per_cpu, d.health.load_per_cpu, "load_per_cpu");
  expect_equal(c.health.memory_used_percent, d.health.memory_used_percent, "memory_used_percent");
  expect_equal(c.health.swap_used_percent, d.health.swap_used_percent, "swap_used_percent");
  expect_equal(c.health.memory_pressure_percent, d.health.memory_pressure_percent, "memory_pressure_percent");
  expect_equal(c.health.disk_used_percent, d.health.disk_used_percent, "disk_used_percent");
  expect_equal(c.health.inodes_used_percent, d.health.inodes_used_percent, "inodes_used_percent");
  expect_equal(c.health.temperature_celsius, d.health.temperature_celsius, "temperature_celsius");
  expect_equal(c.health.fd_used_percent, d.health.fd_used_percent, "fd_used_percent");
  EXPECT_EQ(c.health.watched_units, d.health.watched_units);
  EXPECT_EQ(c.redis.enabled, d.redis.enabled);
  EXPECT_EQ(c.redis.socket, d.redis.socket);
  EXPECT_EQ(c.redis.host, d.redis.host);
  EXPECT_EQ(c.redis.port, d.redis.port);
  EXPECT_EQ(c.redis.username, d.redis.username);
  EXPECT_EQ(c.redis.password_file, d.redis.password_file);
  EXPECT_EQ(c.redis.database, d.redis.database);
  EXPECT_EQ(c.redis.connect_timeout, d.redis.connect_timeout);
  EXPECT_EQ(c.redis.command_timeout, d.redis.command_timeout);
  EXPECT_EQ(c.redis.backoff_min, d.redis.backoff_min);
  EXPECT_EQ(c.redis.backoff_max, d.redis.backoff_max);
  EXPECT_EQ(c.memory.items, d.memory.items);
  EXPECT_EQ(c.memory.ttl, d.memory.ttl);
  EXPECT_EQ(c.memory.buffered_conversations, d.memory.buffered_conversations);
  EXPECT_EQ(c.memory.buffered_bytes, d.memory.buffered_bytes);
  EXPECT_EQ(c.filesystem.roots, d.filesystem.roots);
  EXPECT_EQ(c.filesystem.home, d.filesystem.home);
  EXPECT_EQ(c.journal.reads_per_second, d.journal.reads_per_second);
  EXPECT_EQ(c.journal.slow, d.journal.slow);
  EXPECT_EQ(c.access.confirmation_ttl, d.access.confirmation_ttl);
  EXPECT_EQ(c.access.pending_confirmations, d.access.pending_confirmations);
  EXPECT_EQ(c.language.model, d.language.model);
  EXPECT_EQ(c.language.modify_confidence, d.language.modify_confidence);
  EXPECT_EQ(c.language.execute_confidence, d.language.execute_confidence);
  EXPECT_EQ(c.language.destructive_confidence, d.language.destructive_confidence);
  EXPECT_EQ(c.language.privileged_confidence, d.language.privileged_confidence);
  EXPECT_EQ(c.language.taught_phrases, d.language.taught_phrases);
  EXPECT_EQ(c.language.missed_groups, d.language.missed_groups);
  EXPECT_EQ(c.state.directory, d.state.directory);
}

TEST(ShippedConfiguration, LoadsAsItIsAndGivesTheDefaults) {
  const auto loaded =
      load_text(std::string(std::istreambuf_iterator<char>(std::ifstream(kFile).rdbuf()), {}), kFile);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  expect_defaults(loaded->config);
}

TEST(ShippedConfiguration, UncommentedItLoadsAndStillGivesTheDefaults) {
  const auto loaded = load_text(uncommented(), kFile);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  expect_defaults(loaded->config);
}

TEST(ShippedConfiguration, NamesEveryKeyInItsSection) {
  std::string section;
  std::vector<std::string> found;
  std::istringstream lines(uncommented());
  static const std::regex header(R"(^\[([a-z_]+)\]\s*$)");
  static const std::regex key(R"(^([a-z_]+)\s*=.*$)");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, header)) section = match[1];
    if (std::regex_match(line, match, key)) found.push_back(section + "." + match[1].str());
  }
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(key_names()));
}

}  // namespace
}  // namespace maxos::config
