// A directory of its own, and handlers that see no other world.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agents/builtin.h"
#include "agents/handlers.h"
#include "base/fd.h"
#include "base/status.h"

namespace maxos::agents {

// Removed with all that is in it.
class TempTree {
 public:
  TempTree() {
    std::string pattern = ::testing::TempDir() + "maxos-agents-XXXXXX";
    const char* made = ::mkdtemp(pattern.data());
    EXPECT_NE(made, nullptr);
    path_ = std::filesystem::canonical(made);
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
  }
  ~TempTree() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  void write(const std::string& name, const std::string& content) const {
    const std::string file = *this / name;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }
  void mkdir(const std::string& name) const { std::filesystem::create_directories(*this / name); }
  void link(const std::string& target, const std::string& name) const {
    std::filesystem::create_symlink(target, *this / name);
  }

 private:
  std::string path_;
};

// The calling thread's file accesses are those of a user without rights, as long as this lives (setfsuid(2)
// takes the capabilities that pass by permissions too). Nothing to do when the tests do not run as root.
class AsNobody {
 public:
  AsNobody() {
    ::setfsgid(65534);
    ::setfsuid(65534);
  }
  ~AsNobody() {
    ::setfsuid(::geteuid());
    ::setfsgid(::getegid());
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
};

inline ExecutionContext quiet_context() {
  return {std::stop_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1), nullptr};
}

// Plans and executes as a host does.
class Bench {
 public:
  explicit Bench(const HandlerEnvironment& environment) : handlers_(make_handlers(environment)) {}
  explicit Bench(Handlers handlers) : handlers_(std::move(handlers)) {}

  Handler& handler(std::string_view intent) const {
    for (const auto& handler : handlers_) {
      if (handler->declaration().intent == intent) return *handler;
    }
    ADD_FAILURE() << "no handler for " << intent;
    std::abort();
  }

  absl::StatusOr<Plan> plan(std::string_view intent, Values slots, Values context = {}) const {
    auto made = handler(intent).plan(
        {.intent = std::string(intent), .slots = std::move(slots), .context = context, .caller = {}},
        quiet_context());
    // As a host does.
    if (made.ok()) made->context = std::move(context);
    return made;
  }

  absl::StatusOr<Outcome> run(std::string_view intent, Values slots, Values context = {}) const {
    const auto made = plan(intent, std::move(slots), std::move(context));
    if (!made.ok()) return made.status();
    return handler(intent).execute(*made, quiet_context());
  }

 private:
  std::vector<std::unique_ptr<Handler>> handlers_;
};

inline std::string value(const Outcome& outcome, std::string_view name) {
  for (const auto& [key, text] : outcome.values) {
    if (key == name) return text;
  }
  return "(no " + std::string(name) + ")";
}

inline std::string message(const absl::Status& status) {
  return std::string(base::message_of(status));
}

// A root "root" with a home "root/home", and "outside" beside it with a secret.
class FilesScene : public ::testing::Test {
 protected:
  FilesScene() {
    tree_.mkdir("root/home");
    tree_.write("outside/secret.txt", "secret");
  }

  HandlerEnvironment environment() const {
    auto config = std::make_shared<config::Config>();
    config->filesystem.roots = {root()};
    config->filesystem.home = root() + "/home";
    HandlerEnvironment environment;
    environment.config = [config] { return config; };
    environment.protected_paths = {root() + "/state"};
    return environment;
  }
  Bench bench() const { return Bench(environment()); }
  std::string root() const { return tree_ / "root"; }

  const TempTree tree_;
};

}  // namespace maxos::agents
