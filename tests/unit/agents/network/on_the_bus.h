// A bus of the test's own, with one of fake_network_services.py on it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "bench.h"
#include "child.h"
#include "loop_thread.h"
#include "private_bus.h"

namespace maxos::agents {

class OnTheBus : public ::testing::Test {
 protected:
  explicit OnTheBus(const char* service = "") {
    environment_.run_root = run_.path();
    environment_.loop = &loop_.loop;
    loop_.on_loop([this] { bus_ = std::make_unique<platform::Bus>(loop_.loop, daemon_.address()); });
    environment_.bus = bus_.get();
    if (*service != '\0') add(service);
  }
  ~OnTheBus() override {
    loop_.on_loop([this] { bus_.reset(); });
  }
  // One more of them; returns when it answers.
  void add(const char* service) {
    services_.push_back(std::make_unique<testing::Child>(
        std::vector<std::string>{"/usr/bin/python3", FAKE_NETWORK_SERVICES, daemon_.address(), service}));
    EXPECT_EQ(services_.back()->read_line(), "ready");
  }
  Bench bench() const { return network_bench(environment_); }

  const TempTree run_;
  testing::PrivateBus daemon_;
  std::vector<std::unique_ptr<testing::Child>> services_;
  testing::LoopThread loop_;
  std::unique_ptr<platform::Bus> bus_;
  HandlerEnvironment environment_;
};

}  // namespace maxos::agents
