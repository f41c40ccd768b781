// The kinds of keys there are: what each takes, and what it says when it is given something else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"
#include "config/config.h"
#include "config/key_values.h"
#include "config/keys.h"
#include "config/scalars.h"
#include "config/value.h"

namespace maxos::config {

// Makes the keys of one section.
template <typename Section>
class SectionKeys {
 public:
  SectionKeys(std::vector<Key>& keys, std::string name, Section Config::*section)
      : keys_(keys), name_(std::move(name)), section_(section) {}

  void boolean(std::string key, bool Section::*member) {
    add(key,
        [key, section = section_, member](const Value& value, Config& config, std::vector<Fault>& faults) {
          if (value.kind != Value::Kind::boolean)
            return fault(faults, value, key, expected("true or false", value));
          config.*section.*member = value.boolean;
        });
  }

  template <typename Integer>
  void count(std::string key, Integer Section::*member, std::uint64_t low, std::uint64_t high) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      const std::string range = "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
      if (value.kind != Value::Kind::integer) return fault(faults, value, key, expected(range, value));
      if (value.integer < 0 || static_cast<std::uint64_t>(value.integer) < low ||
          static_cast<std::uint64_t>(value.integer) > high) {
        return fault(faults, value, key, "must be " + range + ", not " + std::to_string(value.integer));
      }
      config.*section.*member = static_cast<Integer>(value.integer);
    });
  }

  // A number from 0 to 1, whole or not.
  void share(std::string key, double Section::*member) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      const bool whole = value.kind == Value::Kind::integer;
      if (!whole && value.kind != Value::Kind::real)
        return fault(faults, value, key, expected("a number from 0 to 1", value));
      const double wanted = whole ? static_cast<double>(value.integer) : value.real;
      // Also false for what is not a number.
      if (!(wanted >= 0 && wanted <= 1)) return fault(faults, value, key, "must be a number from 0 to 1");
      config.*section.*member = wanted;
    });
  }

  void size(std::string key, std::uint64_t Section::*member, std::uint64_t low, std::uint64_t high) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      absl::StatusOr<std::uint64_t> bytes = std::numeric_limits<std::uint64_t>::max();
      if (value.kind == Value::Kind::text) {
        bytes = parse_size(value.text);
      } else if (value.kind != Value::Kind::integer) {
        return fault(faults, value, key, expected(R"(a size such as "64KiB", or a number of bytes)", value));
      } else if (value.integer >= 0) {
        bytes = static_cast<std::uint64_t>(value.integer);
      }
      if (!bytes.ok()) return fault(faults, value, key, not_readable(value, bytes.status()));
      if (*bytes < low || *bytes > high) {
        return fault(faults, value, key, "must be from " + size_text(low) + " to " + size_text(high));
      }
      config.*section.*member = *bytes;
    });
  }

  template <typename Duration>
  void duration(std::string key, Duration Section::*member, std::chrono::milliseconds low,
                std::chrono::milliseconds high) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      if (value.kind == Value::Kind::integer || value.kind == Value::Kind::real) {
        return fault(faults, value, key,
                     R"(needs its unit, in quotes: for example "250ms", "1s", "5min" or "24h")");
      }
      if (value.kind != Value::Kind::text) {
        return fault(faults, value, key, expected(R"(a duration such as "250ms")", value));
      }
      const auto wanted = parse_duration(value.text);
      if (!wanted.ok()) return fault(faults, value, key, not_readable(value, wanted.status()));
      if (*wanted < low || *wanted > high) {
        return fault(faults, value, key, "must be from " + duration_text(low) + " to " + duration_text(high));
      }
      const auto whole = std::chrono::duration_cast<Duration>(*wanted);
      if (whole != *wanted) return fault(faults, value, key, "must be whole seconds");
      config.*section.*member = whole;
    });
  }

  void text(std::string key, std::string Section::*member, TextCheck check) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      if (auto wanted = checked_text(value, key, check, faults)) config.*section.*member = std::move(*wanted);
    });
  }

  // A list of up to `most` different strings.
  void texts(std::string key, std::vector<std::string> Section::*member, TextCheck check, std::size_t least,
             std::size_t most) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      if (value.kind != Value::Kind::list)
        return fault(faults, value, key, expected("a list of strings", value));
      if (value.list.size() < least) return fault(faults, value, key, "must name at least one");
      if (value.list.size() > most)
        return fault(faults, value, key, "may hold up to " + std::to_string(most));
      const std::size_t before = faults.size();
      std::vector<std::string> wanted;
      for (const Value& element : value.list) {
        auto item = checked_text(element, key, check, faults);
        if (!item) continue;
        for (const std::string& earlier : wanted) {
          if (earlier == *item) fault(faults, element, key, quoted(*item) + ": is there twice");
        }
        wanted.push_back(std::move(*item));
      }
      if (faults.size() == before) config.*section.*member = std::move(wanted);
    });
  }

  // { warning = …, critical = … }; a level that is not named stays as it was.
  void threshold(std::string key, Threshold Section::*member, double high) {
    add(key, [=, section = section_](const Value& value, Config& config, std::vector<Fault>& faults) {
      if (value.kind != Value::Kind::table) {
        return fault(faults, value, key, expected("a table such as { warning = 80, critical = 95 }", value));
      }
      Threshold& target = config.*section.*member;
      for (const Member& level : value.members) {
        if (level.name == "warning") {
          set_level(level, key, high, target.warning, faults);
        } else if (level.name == "critical") {
          set_level(level, key, high, target.critical, faults);
        } else {
          std::string message("unknown level ");
          message.append(quoted(level.name))
              .append(" in `")
              .append(key)
              .append("`; valid are warning and critical");
          faults.push_back({level.position, message});
        }
      }
    });
  }

 private:
  using Set = std::function<void(const Value&, Config&, std::vector<Fault>&)>;

  static void fault(std::vector<Fault>& faults, const Value& value, std::string_view key,
                    std::string_view what) {
    std::string message("`");
    message.append(key).append("` ").append(what);
    faults.push_back({value.position, message});
  }

  static std::string not_readable(const Value& value, const absl::Status& status) {
    return quoted(value.text).append(": must be ").append(base::message_of(status));
  }

  void add(std::string key, Set set) { keys_.push_back({name_, std::move(key), std::move(set)}); }

  std::vector<Key>& keys_;
  const std::string name_;
  Section Config::*const section_;
};

}  // namespace maxos::config
