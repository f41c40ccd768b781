// Load over N connections with M calls in flight on each; every grpc-status is checked. Prints one line of
// JSON.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "answer_shape.h"
#include "maxos.grpc.pb.h"

namespace maxos::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr const char* kUsage =
    "usage: bench_load_client --address HOST:PORT --method health|text [--connections N] [--concurrency N]\n"
    "         [--seconds S --warm-up S | --requests N] [--expect STATUS] [--text TEXT]\n"
    "       bench_load_client --address HOST:PORT --dump-shape FILE [--text TEXT]\n"
    "       bench_load_client --text TEXT --dump-request FILE\n";

struct Options {
  std::string address;
  std::string method;
  std::string text = "What's my system uptime?";
  std::string expect;
  std::string shape_file;
  std::string request_file;
  int connections = 10;
  int concurrency = 10;
  double seconds = 2;
  double warm_up = 0.3;
  std::int64_t requests = 0;  // 0: as many as fit in `seconds`
};

[[noreturn]] void end(const std::string& what, int status) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(status);
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 >= argc) end(kUsage, 2);
    const std::string value = argv[i + 1];
    if (name == "--address")
      options.address = value;
    else if (name == "--method")
      options.method = value;
    else if (name == "--text")
      options.text = value;
    else if (name == "--expect")
      options.expect = value;
    else if (name == "--dump-shape")
      options.shape_file = value;
    else if (name == "--dump-request")
      options.request_file = value;
    else if (name == "--connections")
      options.connections = std::stoi(value);
    else if (name == "--concurrency")
      options.concurrency = std::stoi(value);
    else if (name == "--seconds")
      options.seconds = std::stod(value);
    else if (name == "--warm-up")
      options.warm_up = std::stod(value);
    else if (name == "--requests")
      options.requests = std::stoll(value);
    else
      end(kUsage, 2);
  }
  return options;
}

// What all calls of a run share.
struct Run {
  std::string path;
  bool is_health = true;
  std::string expect;
  grpc::ByteBuffer request;
  Clock::time_point count_from;
  Clock::time_point stop_at;
  // Calls that may still be started; by count only.
  std::atomic<std::int64_t> left{0};
  bool by_count = false;
  std::mutex faults_mutex;
  std::map<std::string, std::int64_t> faults;

  void fault(const std::string& what) {
    const std::scoped_lock lock(faults_mutex);
    ++faults[what];
  }
};

// Empty when the answer is what is expected.
template <class Message>
std::string wrong_answer(grpc::ByteBuffer& bytes, const std::string& expect) {
  Message message;
  if (!grpc::SerializationTraits<Message>::Deserialize(&bytes, &message).ok())
    return "an answer that is no message";
  if (message.status().empty()) return "an answer without status";
  if (!expect.empty() && message.status() != expect) return "status " + message.status();
  return "";
}

// One call after the other. Its callbacks come one at a time, from threads of gRPC.
class Lane {
 public:
  Lane(Run& run, std::shared_ptr<grpc::Channel> channel, std::latch& done)
      : run_(run), stub_(std::move(channel)), done_(done) {}

  void start() {
    if (run_.by_count ? run_.left.fetch_sub(1) <= 0 : Clock::now() >= run_.stop_at) {
      done_.count_down();
      return;
    }
    context_.emplace();
    response_.Clear();
    began_ = Clock::now();
    stub_.UnaryCall(&*context_, run_.path, {}, &run_.request, &response_,
                    [this](const grpc::Status& status) { finished(status); });
  }

  // Of the calls that began after the warm-up and ended in time, in nanoseconds.
  const std::vector<std::uint32_t>& latencies() const { return latencies_; }

 private:
  // Every answer's grpc-status is checked, and every so many-th answer is looked into, since that costs the
  // client what the servers need too.
  static constexpr std::uint64_t kLookEvery = 64;

  void finished(const grpc::Status& status) {
    const Clock::time_point now = Clock::now();
    if (!status.ok()) {
      run_.fault("grpc-status " + std::to_string(status.error_code()) + " " + status.error_message());
    } else if (calls_++ % kLookEvery == 0) {
      const std::string wrong = run_.is_health ? wrong_answer<HealthResponse>(response_, run_.expect)
                                               : wrong_answer<AgentResponse>(response_, run_.expect);
      if (!wrong.empty()) run_.fault(wrong);
    }
    if (run_.by_count || (began_ >= run_.count_from && now <= run_.stop_at))
      latencies_.push_back(static_cast<std::uint32_t>(duration_cast<nanoseconds>(now - began_).count()));
    start();
  }

  Run& run_;
  grpc::GenericStub stub_;
  std::latch& done_;
  std::optional<grpc::ClientContext> context_;
  grpc::ByteBuffer response_;
  Clock::time_point began_;
  std::uint64_t calls_ = 0;
  std::vector<std::uint32_t> latencies_;
};

std::shared_ptr<grpc::Channel> connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  // Without it all channels to one address share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10)))
    end("no connection to " + address, 1);
  return channel;
}

template <class Message>
grpc::ByteBuffer serialized(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

double percentile_us(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  constexpr double kNanosecondsPerMicrosecond = 1'000;
  return sorted[index] / kNanosecondsPerMicrosecond;
}

int measure(const Options& options) {
  Run run;
  run.is_health = options.method == "health";
  run.path = run.is_health ? "/maxos.MaxOSService/GetSystemHealth" : "/maxos.MaxOSService/HandleText";
  run.expect = options.expect;
  TextRequest text;
  text.set_text(options.text);
  run.request = run.is_health ? serialized(HealthRequest()) : serialized(text);
  run.by_count = options.requests > 0;
  run.left = options.requests;

  std::latch done(static_cast<std::ptrdiff_t>(options.connections) * options.concurrency);
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < options.connections; ++i) {
    const auto channel = connect(options.address);
    for (int k = 0; k < options.concurrency; ++k) lanes.push_back(std::make_unique<Lane>(run, channel, done));
  }
  const Clock::time_point began = Clock::now();
  run.count_from =
      began + duration_cast<Clock::duration>(duration<double>(run.by_count ? 0 : options.warm_up));
  run.stop_at = run.count_from + duration_cast<Clock::duration>(duration<double>(options.seconds));
  for (const auto& lane : lanes) lane->start();
  done.wait();

  std::vector<std::uint32_t> latencies;
  for (const auto& lane : lanes)
    latencies.insert(latencies.end(), lane->latencies().begin(), lane->latencies().end());
  std::sort(latencies.begin(), latencies.end());
  const double seconds = run.by_count ? duration<double>(Clock::now() - began).count() : options.seconds;
  std::int64_t errors = 0;
  for (const auto& [what, count] : run.faults) {
    errors += count;
    std::fprintf(stderr, "%lld times: %s\n", static_cast<long long>(count), what.c_str());
  }
  std::printf(
      "{\"requests\": %zu, \"errors\": %lld, \"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
      latencies.size(), static_cast<long long>(errors), static_cast<double>(latencies.size()) / seconds,
      percentile_us(latencies, 0.5), percentile_us(latencies, 0.99));
  return errors == 0 && !latencies.empty() ? 0 : 1;
}

int dump_shape(const Options& options) {
  const auto stub = MaxOSService::NewStub(connect(options.address));
  HealthResponse health;
  AgentResponse answer;
  TextRequest text;
  text.set_text(options.text);
  grpc::ClientContext health_context;
  grpc::ClientContext text_context;
  grpc::Status status = stub->GetSystemHealth(&health_context, HealthRequest(), &health);
  if (status.ok()) status = stub->HandleText(&text_context, text, &answer);
  if (!status.ok())
    end("grpc-status " + std::to_string(status.error_code()) + " " + status.error_message(), 1);
  if (answer.status() != "success") end("HandleText: " + answer.status() + ": " + answer.message(), 1);
  write_shape(shape_of(health, answer), options.shape_file);
  std::printf("{\"metrics\": %d, \"health_bytes\": %zu, \"payload\": %d, \"text_bytes\": %zu}\n",
              static_cast<int>(health.metrics_size()), health.ByteSizeLong(),
              static_cast<int>(answer.payload_size()), answer.ByteSizeLong());
  return 0;
}

// The body of one HandleText call as gRPC frames it, for h2load: compressed flag, length, message.
int dump_request(const Options& options) {
  TextRequest text;
  text.set_text(options.text);
  const std::string message = text.SerializeAsString();
  std::FILE* file = std::fopen(options.request_file.c_str(), "wbe");
  if (file == nullptr) end("cannot write " + options.request_file, 1);
  const auto size = static_cast<std::uint32_t>(message.size());
  for (const std::uint32_t byte : {0U, size >> 24U, size >> 16U, size >> 8U, size})
    std::fputc(static_cast<int>(byte & 0xFFU), file);
  std::fwrite(message.data(), 1, message.size(), file);
  return std::fclose(file) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace maxos::bench

int main(int argc, char** argv) {
  const maxos::bench::Options options = maxos::bench::parse(argc, argv);
  if (!options.request_file.empty()) return maxos::bench::dump_request(options);
  if (options.address.empty()) maxos::bench::end(maxos::bench::kUsage, 2);
  if (!options.shape_file.empty()) return maxos::bench::dump_shape(options);
  if (options.method != "health" && options.method != "text") maxos::bench::end(maxos::bench::kUsage, 2);
  return maxos::bench::measure(options);
}
