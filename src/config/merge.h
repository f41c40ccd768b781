// Values of several files, one after another, into one Config, with every fault found.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/keys.h"
#include "config/value.h"

namespace maxos::config {

// Applies files in their order; later ones win key by key. Not thread-safe.
class Merge {
 public:
  // `renames`: renamed_keys(), or a test's; must outlive the object.
  explicit Merge(const std::vector<Rename>& renames) : renames_(renames) {}

  // The text of one file. Unknown names, wrong types and values out of range become faults.
  void add(std::string_view text, std::string_view file);
  // A fault that was found elsewhere (a file that cannot be read).
  void add_fault(Fault fault);

  // Checks what concerns several keys; call once, after the last file.
  void finish();

  const Config& config() const { return config_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  // In the order of files and lines.
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  void add_section(const Member& section);
  void add_key(const std::string& section, const Member& member);
  void unknown_section(const Member& section);
  void unknown_key(const std::string& section, const Member& member);
  void check_threshold(std::string_view key, const Threshold& threshold);
  void check_home();
  void check_redis();
  // Whether any of the keys had a fault: what depends on them is not judged then.
  bool any_faulty(const std::vector<std::string>& keys) const;
  void fault_at_latest(const std::vector<std::string>& keys, std::string message);

  const std::vector<Rename>& renames_;
  Config config_;
  std::vector<std::string> warnings_;
  std::vector<Fault> faults_;
  // Where a key got its value, and how many had got theirs before.
  struct Origin {
    Position position;
    std::size_t order = 0;
  };
  std::map<std::string, Origin> origins_;
  std::set<std::string> faulty_;
  bool incomplete_ = false;
};

}  // namespace maxos::config
