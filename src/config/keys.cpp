#include "config/keys.h"

#include <chrono>
#include <cstdint>
#include <utility>

#include "config/checks.h"
#include "config/section_keys.h"

namespace maxos::config {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr std::uint64_t kGiB = 1024 * kMiB;
constexpr milliseconds kSecond{1'000};
constexpr milliseconds kMinute = 60 * kSecond;
constexpr milliseconds kHour = 60 * kMinute;
constexpr milliseconds kDay = 24 * kHour;

void add_server_keys(std::vector<Key>& keys) {
  SectionKeys<Server> server(keys, "server", &Config::server);
  server.texts("listen", &Server::listen, check_listen_address, 1, 16);
  server.count("max_connections", &Server::max_connections, 1, 65'536);
  server.count("max_concurrent_streams", &Server::max_concurrent_streams, 1, 10'000);
  server.duration("drain_timeout", &Server::drain_timeout, milliseconds(100), 10 * kMinute);

  SectionKeys<Workers> workers(keys, "workers", &Config::workers);
  workers.count("threads", &Workers::threads, 1, 256);
  workers.count("queue", &Workers::queue, 1, 100'000);

  SectionKeys<Limits> limits(keys, "limits", &Config::limits);
  limits.size("text_bytes", &Limits::text_bytes, 1, kMiB);
  limits.count("context_entries", &Limits::context_entries, 0, 10'000);
  limits.size("context_key_bytes", &Limits::context_key_bytes, 1, 4 * kKiB);
  limits.size("context_bytes", &Limits::context_bytes, 0, kMiB);
  // gRPC clients refuse messages of more than 4 MiB unless told otherwise.
  limits.size("answer_bytes", &Limits::answer_bytes, 4 * kKiB, 4 * kMiB - 64 * kKiB);
  limits.count("list_entries", &Limits::list_entries, 1, 10'000);
  limits.duration("request_timeout", &Limits::request_timeout, milliseconds(100), kDay);
}

void add_health_keys(std::vector<Key>& keys) {
  constexpr double kPercent = 100;
  SectionKeys<Health> health(keys, "health", &Config::health);
  health.duration("max_age", &Health::max_age, milliseconds(10), kMinute);
  health.duration("bus_timeout", &Health::bus_timeout, milliseconds(10), 10 * kSecond);
  health.threshold("cpu_percent", &Health::cpu_percent, kPercent);
  health.threshold("load_per_cpu", &Health::load_per_cpu, 1'000);
  health.threshold("memory_used_percent", &Health::memory_used_percent, kPercent);
  health.threshold("swap_used_percent", &Health::swap_used_percent, kPercent);
  health.threshold("memory_pressure_percent", &Health::memory_pressure_percent, kPercent);
  health.threshold("disk_used_percent", &Health::disk_used_percent, kPercent);
  health.threshold("inodes_used_percent", &Health::inodes_used_percent, kPercent);
  health.threshold("temperature_celsius", &Health::temperature_celsius, 200);
  health.threshold("fd_used_percent", &Health::fd_used_percent, kPercent);
  health.texts("watched_units", &Health::watched_units, check_unit_name, 0, 256);
}

void add_redis_keys(std::vector<Key>& keys) {
  SectionKeys<Redis> redis(keys, "redis", &Config::redis);
  redis.boolean("enabled", &Redis::enabled);
  redis.text("socket", &Redis::socket, check_socket_path);
  redis.text("host", &Redis::host, check_ip_address);
  redis.count("port", &Redis::port, 1, 65'535);
  redis.text("username", &Redis::username, check_redis_user);
  redis.text("password_file", &Redis::password_file, check_optional_path);
  redis.count("database", &Redis::database, 0, 65'535);
  redis.duration("connect_timeout", &Redis::connect_timeout, milliseconds(10), kMinute);
  redis.duration("command_timeout", &Redis::command_timeout, milliseconds(10), kMinute);
  redis.duration("backoff_min", &Redis::backoff_min, milliseconds(10), kMinute);
  redis.duration("backoff_max", &Redis::backoff_max, milliseconds(10), kHour);

  SectionKeys<Memory> memory(keys, "memory", &Config::memory);
  memory.count("items", &Memory::items, 1, 1'000);
  memory.duration("ttl", &Memory::ttl, kSecond, 365 * kDay);
  memory.count("buffered_conversations", &Memory::buffered_conversations, 1, 1'000'000);
  memory.size("buffered_bytes", &Memory::buffered_bytes, 64 * kKiB, kGiB);
}

void add_other_keys(std::vector<Key>& keys) {
  SectionKeys<Filesystem> filesystem(keys, "filesystem", &Config::filesystem);
  filesystem.texts("roots", &Filesystem::roots, check_absolute_path, 1, 64);
  filesystem.text("home", &Filesystem::home, check_optional_path);
  filesystem.count("confirm_entries", &Filesystem::confirm_entries, 0, 1'000'000'000);
  filesystem.size("confirm_bytes", &Filesystem::confirm_bytes, 0, kMiB * kGiB);
  filesystem.duration("trash_age", &Filesystem::trash_age, milliseconds(0), 36'500 * kDay);
  filesystem.size("trash_bytes", &Filesystem::trash_bytes, 0, kMiB * kGiB);
  filesystem.count("extract_entries", &Filesystem::extract_entries, 1, 1'000'000'000);
  filesystem.size("extract_bytes", &Filesystem::extract_bytes, 1, kMiB * kGiB);
  filesystem.count("extract_ratio", &Filesystem::extract_ratio, 1, 1'000'000);

  SectionKeys<System> system(keys, "system", &Config::system);
  system.texts("allowed_units", &System::allowed_units, check_unit_glob, 0, 256);

  SectionKeys<Journal> journal(keys, "journal", &Config::journal);
  journal.count("reads_per_second", &Journal::reads_per_second, 0, 100'000);
  journal.duration("slow", &Journal::slow, milliseconds(0), kHour);

  SectionKeys<Access> access(keys, "access", &Config::access);
  access.duration("confirmation_ttl", &Access::confirmation_ttl, kSecond, kDay);
  access.count("pending_confirmations", &Access::pending_confirmations, 1, 100'000);

  SectionKeys<Language> language(keys, "language", &Config::language);
  language.text("model", &Language::model, check_optional_path);
  language.share("modify_confidence", &Language::modify_confidence);
  language.share("execute_confidence", &Language::execute_confidence);
  language.share("destructive_confidence", &Language::destructive_confidence);
  language.share("privileged_confidence", &Language::privileged_confidence);
  language.count("taught_phrases", &Language::taught_phrases, 0, 10'000);
  language.count("missed_groups", &Language::missed_groups, 0, 5'000);

  SectionKeys<Hosts> hosts(keys, "hosts", &Config::hosts);
  hosts.duration("idle", &Hosts::idle, kSecond, kDay);

  for (const auto& [name, member] :
       {std::pair("files_host", &Config::files_host), std::pair("system_host", &Config::system_host),
        std::pair("user_host", &Config::user_host)}) {
    SectionKeys<Ceiling> ceiling(keys, name, member);
    ceiling.texts("intents", &Ceiling::intents, check_glob, 0, 256);
    ceiling.text("max_risk", &Ceiling::max_risk, check_risk);
    ceiling.texts("roots", &Ceiling::roots, check_absolute_path, 0, 64);
    ceiling.texts("units", &Ceiling::units, check_glob, 0, 256);
  }

  SectionKeys<State> state(keys, "state", &Config::state);
  state.text("directory", &State::directory, check_optional_path);
}

}  // namespace

const std::vector<Key>& all_keys() {
  static const std::vector<Key> keys = [] {
    std::vector<Key> made;
    add_server_keys(made);
    add_health_keys(made);
    add_redis_keys(made);
    add_other_keys(made);
    return made;
  }();
  return keys;
}

const std::vector<Rename>& renamed_keys() {
  // None yet: {"section.old", "section.new"}, with the release that may drop it beside it.
  static const std::vector<Rename> renames;
  return renames;
}

}  // namespace maxos::config
