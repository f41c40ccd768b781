// Handlers of the system agent on a bus of the test's own, with a fake systemd and logind.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agents/handlers.h"
#include "base/status.h"
#include "child.h"
#include "loop_thread.h"
#include "platform/bus.h"
#include "private_bus.h"
#include "temp_dir.h"

namespace maxos::agents {

class SystemScene : public ::testing::Test {
 protected:
  SystemScene() {
    loop_.on_loop([this] { bus_ = std::make_unique<platform::Bus>(loop_.loop, daemon_.address()); });
    systemd_ = std::make_unique<testing::Child>(std::vector<std::string>{FAKE_SYSTEMD, daemon_.address()});
    systemd_->read_line();
    environment_.bus = bus_.get();
    environment_.loop = &loop_.loop;
    // No journal but the test's own.
    environment_.journal_directory = files_ / "journal";
    files_.write("dpkg-status", "");
    environment_.dpkg_status = files_ / "dpkg-status";
    environment_.config = [this] { return config_; };
  }
  ~SystemScene() override {
    handlers_.clear();
    loop_.on_loop([this] { bus_.reset(); });
  }

  // A command of fake_systemd.cpp, and what it answers.
  std::string tell(const std::string& command) {
    systemd_->write_line(command);
    return systemd_->read_line();
  }

  void allow(std::vector<std::string> globs) {
    auto config = std::make_shared<config::Config>(*config_);
    config->system.allowed_units = std::move(globs);
    config_ = config;
  }

  Handler& handler(std::string_view intent) {
    if (handlers_.empty()) handlers_ = make_system_handlers(environment_);
    for (const auto& handler : handlers_) {
      if (handler->declaration().intent == intent) return *handler;
    }
    throw std::runtime_error("no handler for " + std::string(intent));
  }

  ExecutionContext context() {
    return {stop_.get_token(), ExecutionContext::Clock::now() + testing::kPatience,
            [this](int percent, std::string_view) { progress_.push_back(percent); }};
  }

  absl::StatusOr<Plan> plan(std::string_view intent, Values slots) {
    auto plan = handler(intent).plan({.intent = std::string(intent),
                                      .slots = std::move(slots),
                                      .context = request_context_,
                                      .caller = caller_},
                                     context());
    if (plan.ok()) {
      plan->caller = caller_;
      plan->context = request_context_;
    }
    return plan;
  }

  absl::StatusOr<Outcome> run(std::string_view intent, Values slots) {
    const auto made = plan(intent, std::move(slots));
    if (!made.ok()) return made.status();
    return handler(intent).execute(*made, context());
  }

  testing::PrivateBus daemon_;
  testing::LoopThread loop_;
  testing::TempDir files_;
  std::unique_ptr<platform::Bus> bus_;
  std::unique_ptr<testing::Child> systemd_;
  std::shared_ptr<const config::Config> config_ = std::make_shared<const config::Config>();
  HandlerEnvironment environment_;
  Caller caller_{.uid = 1000, .name = "alice", .admin = false, .reads_logs = true};
  Values request_context_;
  std::stop_source stop_;
  std::vector<int> progress_;

 private:
  Handlers handlers_;
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

}  // namespace maxos::agents
