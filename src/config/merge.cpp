#include "config/merge.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "base/text.h"
#include "config/checks.h"
#include "config/suggest.h"
#include "config/toml_source.h"

namespace maxos::config {
namespace {

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const Key& key : all_keys()) {
    if (names.empty() || names.back() != key.section) names.push_back(key.section);
  }
  return names;
}

std::vector<std::string> names_in(std::string_view section) {
  std::vector<std::string> names;
  for (const Key& key : all_keys()) {
    if (key.section == section) names.push_back(key.name);
  }
  return names;
}

const Key* find_key(std::string_view section, std::string_view name) {
  for (const Key& key : all_keys()) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

// A name of the file as it may stand in a message: bounded, no control characters.
std::string shown(std::string_view name) {
  const std::string text = base::json_string(base::utf8_prefix(name, 64));
  return text.substr(1, text.size() - 2);
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string name = nearest(wrong, names);
  return name.empty() ? "" : "; did you mean `" + name + "`?";
}

}  // namespace

void Merge::add(std::string_view text, std::string_view file) {
  std::variant<Value, Fault> parsed = parse_toml(text, file);
  if (auto* fault = std::get_if<Fault>(&parsed)) {
    add_fault(std::move(*fault));
    return;
  }
  const std::size_t before = faults_.size();
  for (const Member& section : std::get<Value>(parsed).members) add_section(section);
  // The tables of toml++ are sorted by name; people read by line.
  std::stable_sort(faults_.begin() + static_cast<std::ptrdiff_t>(before), faults_.end(),
                   [](const Fault& a, const Fault& b) {
                     return std::tie(a.position.line, a.position.column) <
                            std::tie(b.position.line, b.position.column);
                   });
}

void Merge::add_fault(Fault fault) {
  faults_.push_back(std::move(fault));
  incomplete_ = true;
}

void Merge::add_section(const Member& section) {
  const std::vector<std::string> known = section_names();
  const bool renamed = std::any_of(renames_.begin(), renames_.end(), [&](const Rename& rename) {
    return rename.from.compare(0, section.name.size() + 1, section.name + ".") == 0;
  });
  if (!renamed && std::find(known.begin(), known.end(), section.name) == known.end())
    return unknown_section(section);
  if (section.value.kind != Value::Kind::table) {
    faults_.push_back({section.position, "`" + section.name + "` is a section: write [" + section.name +
                                             "] in a line of its own and its keys below it"});
    return;
  }
  for (const Member& member : section.value.members) add_key(section.name, member);
}

void Merge::add_key(const std::string& section, const Member& member) {
  std::string full = section + "." + member.name;
  const Key* key = find_key(section, member.name);
  if (key == nullptr) {
    const auto rename =
        std::find_if(renames_.begin(), renames_.end(), [&](const Rename& r) { return r.from == full; });
    if (rename != renames_.end()) {
      const std::size_t dot = rename->to.find('.');
      key = find_key(rename->to.substr(0, dot), rename->to.substr(dot + 1));
    }
    if (key == nullptr) return unknown_key(section, member);
    warnings_.push_back(to_string(member.position) + ": `" + full + "` is now `" + rename->to +
                        "`; the old name will be refused two releases from now");
    full = rename->to;
  }
  const auto origin = origins_.find(full);
  // The old name and the new one in one file: which is meant, nobody knows.
  if (origin != origins_.end() && origin->second.position.file == member.position.file) {
    faults_.push_back(
        {member.position, "`" + full + "` is there under its old and its new name; keep the new one"});
    faulty_.insert(full);
    return;
  }
  const std::size_t before = faults_.size();
  key->set(member.value, config_, faults_);
  if (faults_.size() == before) {
    origins_[full] = {member.value.position, origins_.size() + 1};
  } else {
    faulty_.insert(full);
  }
}

void Merge::unknown_section(const Member& section) {
  const std::vector<std::string> known = section_names();
  std::string message("unknown section `");
  message.append(shown(section.name)).append("`; valid sections are ").append(base::join(known, ", "));
  std::string hint = did_you_mean(section.name, known);
  if (section.value.kind != Value::Kind::table) {
    // A key that stands above the first [section], or that lost its section.
    message = "`" + shown(section.name) + "` stands outside any section; valid sections are " +
              base::join(known, ", ");
    for (const Key& key : all_keys()) {
      if (key.name == section.name) hint = "; `" + key.name + "` belongs into [" + key.section + "]";
    }
  }
  faults_.push_back({section.position, message + hint});
}

void Merge::unknown_key(const std::string& section, const Member& member) {
  const std::vector<std::string> known = names_in(section);
  std::string message("unknown key `");
  message.append(section).append(".").append(shown(member.name)).append("`; valid keys in [");
  message.append(section).append("] are ").append(base::join(known, ", "));
  std::string hint = did_you_mean(member.name, known);
  for (const Key& key : all_keys()) {
    if (key.name == member.name) hint = "; `" + key.name + "` belongs into [" + key.section + "]";
  }
  faults_.push_back({member.position, message + hint});
}

bool Merge::any_faulty(const std::vector<std::string>& keys) const {
  return std::any_of(keys.begin(), keys.end(),
                     [this](const std::string& key) { return faulty_.count(key) > 0; });
}

void Merge::fault_at_latest(const std::vector<std::string>& keys, std::string message) {
  Origin latest;
  for (const std::string& key : keys) {
    const auto found = origins_.find(key);
    if (found != origins_.end() && found->second.order > latest.order) latest = found->second;
  }
  faults_.push_back({latest.position, std::move(message)});
}

void Merge::check_threshold(std::string_view key, const Threshold& threshold) {
  const std::string full = "health." + std::string(key);
  if (threshold.warning == 0 || threshold.critical == 0 || threshold.warning <= threshold.critical) return;
  if (any_faulty({full})) return;
  fault_at_latest({full}, "`" + full + "`: warning (" + base::decimal(threshold.warning, 2) +
                              ") must not be above critical (" + base::decimal(threshold.critical, 2) +
                              "); 0 switches a level off");
}

void Merge::check_home() {
  const Filesystem& files = config_.filesystem;
  const std::vector<std::string> keys = {"filesystem.roots", "filesystem.home"};
  if (files.home.empty() || any_faulty(keys)) return;
  const bool reachable = std::any_of(files.roots.begin(), files.roots.end(),
                                     [&](const std::string& root) { return is_below(files.home, root); });
  if (reachable) return;
  fault_at_latest(keys, "`filesystem.home` (" + files.home + ") must lie below one of `filesystem.roots` (" +
                            base::join(files.roots, ", ") + "); set both together");
}

void Merge::check_redis() {
  const Redis& redis = config_.redis;
  if (!any_faulty({"redis.backoff_min", "redis.backoff_max"}) && redis.backoff_min > redis.backoff_max) {
    fault_at_latest({"redis.backoff_min", "redis.backoff_max"},
                    "`redis.backoff_min` must not be above `redis.backoff_max`");
  }
  if (!any_faulty({"redis.username", "redis.password_file"}) && !redis.username.empty() &&
      redis.password_file.empty()) {
    fault_at_latest({"redis.username"}, "`redis.username` needs `redis.password_file` with it");
  }
}

void Merge::finish() {
  // Without a file that could not be read or parsed, what the keys say together is not known.
  if (incomplete_) return;
  const Health& health = config_.health;
  check_threshold("cpu_percent", health.cpu_percent);
  check_threshold("load_per_cpu", health.load_per_cpu);
  check_threshold("memory_used_percent", health.memory_used_percent);
  check_threshold("swap_used_percent", health.swap_used_percent);
  check_threshold("memory_pressure_percent", health.memory_pressure_percent);
  check_threshold("disk_used_percent", health.disk_used_percent);
  check_threshold("inodes_used_percent", health.inodes_used_percent);
  check_threshold("temperature_celsius", health.temperature_celsius);
  check_threshold("fd_used_percent", health.fd_used_percent);
  check_home();
  check_redis();
}

}  // namespace maxos::config
