// A LocalStore in memory that can be told to fail.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "base/status.h"
#include "store/local.h"

namespace maxos::testing_support {

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
  absl::Status writable() const override {
    return broken ? base::unavailable("the store is broken") : absl::OkStatus();
  }

  bool broken = false;
  base::Guarded<Records> records;
};

}  // namespace maxos::testing_support
