// What gRPC itself must refuse before a handler sees it, on every server that the front makes.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "health_service.h"
#include "sockets.h"
#include "wire/front.h"

namespace maxos::wire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FrontLimitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FrontOptions options;
    options.listeners = listen_at({"127.0.0.1:0"});
    const auto address = options.listeners[0].address;
    options.make_services = [this](const Peer& peer) { return make_health_services(state_, peer.uid); };
    options.on_trouble = [this](std::string text) {
      troubles_.change([&](auto& heard) { heard.push_back(std::move(text)); });
    };
    auto made = Front::create(std::move(options));
    ASSERT_TRUE(made.ok()) << made.status();
    front_ = *std::move(made);
    front_->start();
    channel_ = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  }

  grpc::Status check(grpc::ClientContext& context, const std::string& service) {
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    return grpc::health::v1::Health::NewStub(channel_)->Check(&context, request, &response);
  }

  HealthState state_;
  Watched<std::vector<std::string>> troubles_;
  std::unique_ptr<Front> front_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(FrontLimitsTest, ACompressedRequestIsRefusedInsteadOfInflated) {
  grpc::ClientContext context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  const auto status = check(context, std::string(1 << 20, 'a'));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
  grpc::ClientContext plain;
  EXPECT_TRUE(check(plain, "").ok());
}

TEST_F(FrontLimitsTest, WhatGrpcLogsForAClientIsToldOnce) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    check(context, std::string(4096, 'a'));
  }
  EXPECT_THAT(troubles_.read([](const auto& heard) { return heard; }),
              ElementsAre(HasSubstr("gRPC: Compression")));
}

TEST_F(FrontLimitsTest, ALargeRequestReachesTheHandlerAndATooLargeOneDoesNot) {
  grpc::ClientContext fits;
  EXPECT_TRUE(check(fits, std::string(3 << 20, 'a')).ok());
  grpc::ClientContext exceeds;
  EXPECT_EQ(check(exceeds, std::string(5 << 20, 'a')).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(FrontLimitsTest, LargeMetadataIsRefused) {
  grpc::ClientContext context;
  context.AddMetadata("large", std::string(32 << 10, 'a'));
  EXPECT_EQ(check(context, "").error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

// A bidirectional call of server reflection (grpc/reflection/v1alpha/reflection.proto), by hand: Debian ships
// no header for its stubs.
class Reflection {
 public:
  explicit Reflection(const std::shared_ptr<grpc::Channel>& channel) {
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    call_ = grpc::GenericStub(channel).PrepareCall(
        &context_, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue_);
    call_->StartCall(this);
    await();
  }
  ~Reflection() {
    context_.TryCancel();
    end();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  // Asks for the list of services; the answer's bytes, empty when the call was refused.
  std::string services() {
    // ServerReflectionRequest: list_services (7), an empty string.
    const grpc::Slice bytes(std::string("\x3a\x00", 2));
    call_->Write(grpc::ByteBuffer(&bytes, 1), this);
    await();
    grpc::ByteBuffer answer;
    call_->Read(&answer, this);
    if (!await()) return {};
    grpc::Slice slice;
    EXPECT_TRUE(answer.DumpToSingleSlice(&slice).ok());
    return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
  }

  grpc::Status end() {
    if (!ended_) {
      call_->Finish(&status_, this);
      await();
      ended_ = true;
    }
    return status_;
  }

 private:
  bool await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::Status status_;
  bool ended_ = false;
};

std::size_t threads() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

TEST_F(FrontLimitsTest, ReflectionNamesTheServices) {
  Reflection call(channel_);
  EXPECT_THAT(call.services(), HasSubstr("grpc.health.v1.Health"));
}

TEST_F(FrontLimitsTest, ReflectionStreamsLeftOpenTakeABoundedNumberOfThreads) {
  const auto before = threads();
  std::vector<std::unique_ptr<Reflection>> calls;
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    calls.push_back(std::make_unique<Reflection>(channel_));
    if (calls.back()->services().empty()) {
      EXPECT_EQ(calls.back()->end().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
      ++refused;
    }
  }
  EXPECT_GT(refused, 30);
  EXPECT_LT(threads(), before + 12);
  // All else goes on.
  grpc::ClientContext context;
  EXPECT_TRUE(check(context, "").ok());
  calls.clear();
  EXPECT_TRUE(comes_true([&] { return !Reflection(channel_).services().empty(); }));
}

}  // namespace
}  // namespace maxos::wire
