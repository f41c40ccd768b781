// A root, a record of changes, and the handlers that change files, as several people use them.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agents/builtin.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/recovery.h"
#include "agents/handler_environment.h"
#include "base/status.h"
#include "store/transactions.h"

namespace maxos::agents {

// What of a tree must be the same after an undo: one text for each path, with type, mode, owner, size, times,
// extended attributes, the name that a link has and a digest of the content. Trash and stages are left out.
std::map<std::string, std::string> picture_of(const std::string& directory);

// The first difference of two pictures in words; empty when there is none.
std::string difference(const std::map<std::string, std::string>& before,
                       const std::map<std::string, std::string>& after);

class Workshop {
 public:
  // `directory`: gets root/ and state/ when they are missing.
  explicit Workshop(std::string directory);

  HandlerEnvironment environment() const;
  std::string root() const { return directory_ + "/root"; }
  std::string path(const std::string& name) const { return root() + "/" + name; }

  absl::StatusOr<Plan> plan(std::string_view intent, Values slots, Caller caller = {1000, "anna"},
                            Values context = {}) const;
  absl::StatusOr<Outcome> execute(const Plan& plan, std::stop_token stop = {}) const;
  // Plans and executes, without asking anybody.
  absl::StatusOr<Outcome> run(std::string_view intent, Values slots, Caller caller = {1000, "anna"}) const;

  store::Transactions& store() const { return *store_; }
  // As at a start of the service.
  std::vector<std::string> restart();

  void write(const std::string& name, const std::string& content) const;
  std::string read(const std::string& name) const;
  bool exists(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path(name)));
  }
  // Stages left over anywhere below the root.
  std::size_t stages() const;

  std::shared_ptr<config::Config> config = std::make_shared<config::Config>();

 private:
  const std::string directory_;
  std::string notice_;
  std::unique_ptr<store::Transactions> store_;
  std::vector<std::unique_ptr<Handler>> handlers_;
};

// In a directory of its own that goes with the test.
class WorkshopTest : public ::testing::Test {
 protected:
  WorkshopTest();
  ~WorkshopTest() override;

  std::string directory_;
  std::unique_ptr<Workshop> shop_;
};

inline std::string said(const absl::Status& status) {
  return std::string(base::message_of(status));
}
template <typename T>
std::string said(const absl::StatusOr<T>& result) {
  return said(result.status());
}

// Of the payload; what was said when there is none.
inline std::string value(const absl::StatusOr<Outcome>& outcome, std::string_view name) {
  if (!outcome.ok()) return said(outcome);
  for (const auto& [key, text] : outcome->values) {
    if (key == name) return text;
  }
  return "(none)";
}

}  // namespace maxos::agents
