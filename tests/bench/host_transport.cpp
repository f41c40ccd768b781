// How front end and hosts could speak: gRPC over a unix socket, or the frames of hosts/link. The same message
// there and back, the other end in a process of its own; one line of JSON with the figures.
#include <grpcpp/grpcpp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hosts/link/frame_link.h"
#include "maxos.grpc.pb.h"
#include "platform/event_loop.h"

namespace {

using Clock = std::chrono::steady_clock;
using maxos::AgentResponse;
using maxos::MaxOSService;
using maxos::TextRequest;
using maxos::hosts::FrameLink;
using maxos::platform::EventLoop;

constexpr std::size_t kMaxFrame = std::size_t{1} << 20U;
constexpr int kWarmUp = 500;
// About what a short listing takes.
constexpr std::size_t kAnswerBytes = 600;

struct Figures {
  double median_us = 0;
  double per_second = 0;
  long server_pss_kib = 0;
};

// A transport as a client sees it: sends one request, and calls back when its answer is there.
using Ask = std::function<void(std::function<void()> done)>;

TextRequest request() {
  TextRequest message;
  message.set_text("List files in my home directory");
  return message;
}

AgentResponse answer() {
  AgentResponse message;
  message.set_status("success");
  message.set_message(std::string(kAnswerBytes, 'x'));
  return message;
}

double median_latency(const Ask& ask, int calls) {
  std::vector<double> times;
  for (int i = 0; i < kWarmUp + calls; ++i) {
    std::mutex mutex;
    std::condition_variable answered;
    bool done = false;
    const auto started = Clock::now();
    ask([&] {
      // Under the lock: the waiting side must not leave before this is over.
      const std::lock_guard lock(mutex);
      done = true;
      answered.notify_one();
    });
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return done; });
    if (i >= kWarmUp)
      times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - started).count());
  }
  std::nth_element(times.begin(), times.begin() + calls / 2, times.end());
  return times[static_cast<std::size_t>(calls / 2)];
}

// `in_flight` calls at once, each followed by the next.
class Load {
 public:
  Load(Ask ask, int in_flight, std::chrono::milliseconds time) : ask_(std::move(ask)), pending_(in_flight) {
    started_ = Clock::now();
    end_ = started_ + time;
    for (int i = 0; i < in_flight; ++i) next();
  }
  double per_second() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return over_; });
    return count_ / std::chrono::duration<double>(Clock::now() - started_).count();
  }

 private:
  void next() {
    // An answer can come while the thread that asked is still in ask_.
    pending_.fetch_add(1, std::memory_order_relaxed);
    ask_([this] {
      count_.fetch_add(1, std::memory_order_relaxed);
      if (Clock::now() < end_) return next();
      one_less();
    });
    one_less();
  }
  void one_less() {
    if (pending_.fetch_sub(1) != 1) return;
    const std::lock_guard lock(mutex_);
    over_ = true;
    ended_.notify_one();
  }

  const Ask ask_;
  Clock::time_point started_;
  Clock::time_point end_;
  std::atomic<int> count_{0};
  std::atomic<int> pending_;  // calls that go on, and threads in ask_
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
};

long pss_kib(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  for (std::string word; file >> word;) {
    long value = 0;
    if (word == "Pss:" && file >> value) return value;
  }
  return 0;
}

Figures measure(const Ask& ask, pid_t server, int calls, std::chrono::milliseconds time) {
  Figures figures;
  figures.median_us = median_latency(ask, calls);
  Load load(ask, 16, time);
  figures.per_second = load.per_second();
  figures.server_pss_kib = pss_kib(server);
  return figures;
}

// The other end: a process that ends with this one, forked before either of them has a thread.
template <typename F>
pid_t start(F&& serve) {
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  serve();
  ::_exit(0);
}

void serve_frames(int fd) {
  EventLoop loop;
  const auto link = FrameLink::create(loop, maxos::base::UniqueFd(fd), {kMaxFrame, kMaxFrame});
  const AgentResponse message = answer();
  link->start(
      [&](std::string_view frame) {
        TextRequest asked;
        if (asked.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) link->send(message);
      },
      [&](const absl::Status&) { loop.stop(); });
  loop.run();
}

Figures frames(int fd, pid_t server, int calls, std::chrono::milliseconds time) {
  EventLoop loop;
  const auto link = FrameLink::create(loop, maxos::base::UniqueFd(fd), {kMaxFrame, kMaxFrame});
  std::mutex mutex;
  std::vector<std::function<void()>> waiting;
  std::size_t first = 0;
  link->start(
      [&](std::string_view frame) {
        AgentResponse answered;
        if (!answered.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) std::abort();
        std::function<void()> done;
        {
          // Answers come in the order of the requests.
          const std::lock_guard lock(mutex);
          done = std::move(waiting[first++]);
          if (first == waiting.size()) {
            waiting.clear();
            first = 0;
          }
        }
        done();
      },
      [](const absl::Status&) {});
  std::thread reader([&] { loop.run(); });
  const TextRequest asked = request();
  const Figures figures = measure(
      [&](std::function<void()> done) {
        const std::lock_guard lock(mutex);
        waiting.push_back(std::move(done));
        if (!link->send(asked)) std::abort();
      },
      server, calls, time);
  loop.stop();
  reader.join();
  return figures;
}

class Service final : public MaxOSService::CallbackService {
 public:
  grpc::ServerUnaryReactor* HandleText(grpc::CallbackServerContext* context, const TextRequest*,
                                       AgentResponse* response) override {
    *response = answer_;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const AgentResponse answer_ = answer();
};

void serve_grpc(const std::string& address, int ready) {
  Service service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (server == nullptr || ::write(ready, "r", 1) != 1) ::_exit(1);
  server->Wait();
}

struct GrpcCall {
  grpc::ClientContext context;
  AgentResponse response;
};

Figures grpc_calls(const std::string& address, pid_t server, int calls, std::chrono::milliseconds time) {
  // Never destroyed: gRPC 1.51 frees the completion queue of callbacks twice at times, when the last channel
  // goes.
  static const auto stub =
      MaxOSService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  const TextRequest asked = request();
  return measure(
      [&](std::function<void()> done) {
        const auto call = std::make_shared<GrpcCall>();
        stub->async()->HandleText(&call->context, &asked, &call->response,
                                  [call, done = std::move(done)](const grpc::Status& status) {
                                    if (!status.ok()) std::abort();
                                    done();
                                  });
      },
      server, calls, time);
}

void show(const char* name, const Figures& figures, const char* end) {
  std::cout << "\"" << name << "\": {\"median_us\": " << figures.median_us
            << ", \"per_second\": " << figures.per_second
            << ", \"server_pss_kib\": " << figures.server_pss_kib << "}" << end;
}

}  // namespace

// host_transport FOLDER CALLS MILLISECONDS: the gRPC socket is made in the folder; so many calls one after
// the other for the median, and so long a time with sixteen in flight.
int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "Usage: bench_host_transport FOLDER CALLS MILLISECONDS\n";
    return 2;
  }
  const std::string address = "unix:" + std::string(argv[1]) + "/transport.sock";
  const int calls = std::max(1, std::atoi(argv[2]));
  const std::chrono::milliseconds time(std::max(1, std::atoi(argv[3])));
  int pair[2] = {-1, -1};
  int ready[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 || ::pipe(ready) != 0) return 1;
  const pid_t frames_pid = start([&] {
    ::close(pair[0]);
    serve_frames(pair[1]);
  });
  ::close(pair[1]);
  const pid_t grpc_pid = start([&] {
    ::close(pair[0]);
    serve_grpc(address, ready[1]);
  });
  char byte = 0;
  if (::read(ready[0], &byte, 1) != 1) return 1;
  std::cout << "{";
  show("frames", frames(pair[0], frames_pid, calls, time), ", ");
  show("grpc", grpc_calls(address, grpc_pid, calls, time), "}\n");
  std::cout.flush();
  for (const pid_t server : {frames_pid, grpc_pid}) {
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
  }
  // gRPC's own threads would be waited for.
  ::_exit(0);
}
