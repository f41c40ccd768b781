// A LocalStore in memory that can be told to fail.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "base/status.h"
#include "store/local.h"

namespace maxos::testing_support {

// Taught phrases and misses in memory.
class FakeLearnedStore : public store::LearnedStore {
 public:
  absl::StatusOr<std::vector<store::TaughtRecord>> taught() override {
    if (broken) return base::unavailable("the store is broken");
    std::vector<store::TaughtRecord> all;
    for (const auto& [normal, record] : phrases) all.push_back(record);
    return all;
  }
  absl::Status teach(const store::TaughtRecord& record) override {
    if (broken) return base::unavailable("the store is broken");
    phrases.insert_or_assign(record.normal, record);
    return absl::OkStatus();
  }
  absl::Status forget(std::string_view normal) override {
    if (broken) return base::unavailable("the store is broken");
    phrases.erase(std::string(normal));
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<store::MissRecord>> misses() override {
    if (broken) return base::unavailable("the store is broken");
    std::vector<store::MissRecord> all;
    for (const auto& [group, record] : groups) all.push_back(record);
    return all;
  }
  absl::Status save_misses(std::span<const store::MissRecord> changed,
                           std::span<const std::string> gone) override {
    if (broken) return base::unavailable("the store is broken");
    for (const std::string& group : gone) groups.erase(group);
    for (const store::MissRecord& record : changed) groups.insert_or_assign(record.group, record);
    return absl::OkStatus();
  }

  bool broken = false;
  std::map<std::string, store::TaughtRecord> phrases;
  std::map<std::string, store::MissRecord> groups;
};

class FakeLocalStore : public store::LocalStore {
 public:
  using Records = std::map<std::pair<std::string, std::string>, store::RememberedAnswer>;

  absl::StatusOr<std::optional<store::RememberedAnswer>> find_answer(std::string_view principal,
                                                                     std::string_view request_id,
                                                                     std::int64_t now) override {
    if (broken) return base::unavailable("the store is broken");
    return records.with([&](Records& all) -> std::optional<store::RememberedAnswer> {
      const auto found = all.find({std::string(principal), std::string(request_id)});
      if (found == all.end() || found->second.expires <= now) return std::nullopt;
      return found->second;
    });
  }
  absl::Status remember_answer(std::string_view principal, std::string_view request_id,
                               const store::RememberedAnswer& record) override {
    if (broken) return base::unavailable("the store is broken");
    records.with([&](Records& all) { all[{std::string(principal), std::string(request_id)}] = record; });
    return absl::OkStatus();
  }
  absl::Status forget_expired(std::int64_t) override { return absl::OkStatus(); }
  store::LearnedStore& learned() override { return learned_store; }
  absl::Status writable() const override {
    return broken ? base::unavailable("the store is broken") : absl::OkStatus();
  }

  bool broken = false;
  base::Guarded<Records> records;
  FakeLearnedStore learned_store;
};

}  // namespace maxos::testing_support
