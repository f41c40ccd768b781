#include "agents/network/ping.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/status.h"

namespace maxos::agents {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPingSlice = std::chrono::milliseconds(100);

std::string words(const platform::EchoError& error) {
  const char* text = ::strerrordesc_np(error.error);
  const std::string what = text != nullptr ? text : "error " + std::to_string(error.error);
  return error.from.empty() ? "this machine says: " + what : error.from + " says: " + what;
}

class Series {
 public:
  Series(platform::IcmpEcho& echo, const PingOptions& options, const ExecutionContext& context)
      : echo_(echo), options_(options), context_(context), last_(context.deadline() - kPingSlice) {}

  absl::StatusOr<PingResult> run(const std::function<void(std::uint64_t, double)>& seen) {
    Clock::time_point next = Clock::now();
    while (result_.received < options_.count) {
      MAXOS_RETURN_IF_ERROR(context_.check());
      const auto now = Clock::now();
      if (now >= last_) {
        result_.cut_short = true;
        break;
      }
      if (result_.sent < options_.count && now >= next) {
        send(now);
        next = now + options_.interval;
        continue;
      }
      const bool all_sent = result_.sent == options_.count;
      const auto until = all_sent ? sent_.back() + options_.patience : next;
      if (now >= until) break;
      take(echo_.wait(std::min(std::chrono::ceil<std::chrono::milliseconds>(until - now), kPingSlice)), seen);
    }
    return std::move(result_);
  }

 private:
  void send(Clock::time_point now) {
    sent_.push_back(now);
    answered_.push_back(false);
    ++result_.sent;
    const int error = echo_.send(static_cast<std::uint16_t>(result_.sent));
    if (error != 0) result_.trouble = words({.error = error, .from = ""});
  }

  void take(const platform::EchoEvent& event, const std::function<void(std::uint64_t, double)>& seen) {
    if (event.error) result_.trouble = words(*event.error);
    if (!event.reply) return;
    const std::size_t index = event.reply->sequence - std::size_t{1};
    if (event.reply->sequence == 0 || index >= sent_.size()) return;
    if (answered_[index]) {
      ++result_.duplicates;
      return;
    }
    answered_[index] = true;
    ++result_.received;
    result_.hops_left = event.reply->hops_left;
    const std::chrono::duration<double, std::milli> took = Clock::now() - sent_[index];
    result_.times.push_back(took.count());
    seen(event.reply->sequence, took.count());
  }

  platform::IcmpEcho& echo_;
  const PingOptions options_;
  const ExecutionContext& context_;
  const Clock::time_point last_;
  std::vector<Clock::time_point> sent_;
  std::vector<bool> answered_;
  PingResult result_;
};

}  // namespace

double PingResult::loss_percent() const {
  return sent == 0 ? 0 : 100.0 * static_cast<double>(sent - received) / static_cast<double>(sent);
}

double PingResult::least() const {
  return times.empty() ? 0 : *std::min_element(times.begin(), times.end());
}

double PingResult::mean() const {
  return times.empty() ? 0
                       : std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
}

double PingResult::most() const {
  return times.empty() ? 0 : *std::max_element(times.begin(), times.end());
}

double PingResult::deviation() const {
  if (times.empty()) return 0;
  double squares = 0;
  for (const double time : times) squares += (time - mean()) * (time - mean());
  return std::sqrt(squares / static_cast<double>(times.size()));
}

absl::StatusOr<PingResult> ping(platform::IcmpEcho& echo, const PingOptions& options,
                                const ExecutionContext& context,
                                const std::function<void(std::uint64_t, double)>& seen) {
  return Series(echo, options, context).run(seen);
}

}  // namespace maxos::agents
