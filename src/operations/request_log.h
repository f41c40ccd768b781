// Which requests get a journal entry, and what stands in it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "agents/agent.h"
#include "base/guarded.h"
#include "config/config.h"
#include "platform/event_loop.h"
#include "platform/journal.h"

namespace maxos::operations {

// One request at its end. The views are valid for the call.
struct RequestRecord {
  std::string_view operation_id;
  std::string_view principal;
  std::string_view rpc;
  std::string_view intent;
  std::string_view agent;
  agents::AnswerStatus status = agents::AnswerStatus::success;
  agents::Risk risk = agents::Risk::read;
  std::chrono::microseconds duration{0};
  // The answer's message, or the reason for a call that failed; the text that was asked is not logged.
  std::string_view message;
};

// Thread-safe. An entry for each request that changes something, is refused, fails or takes longer than
// config.slow; of the others the first config.reads_per_second of each second, and for the rest one summary a
// second: an entry costs more than such a request.
class RequestLog {
 public:
  RequestLog(platform::Journal& journal, platform::EventLoop& loop, const config::Journal& config);

  void record(const RequestRecord& record);
  // Writes the summary that is still due (the stop of the daemon). Loop's thread, or after the loop ended.
  void flush() { write_summary(); }
  void set_config(const config::Journal& config);

 private:
  bool within_rate();
  void count_unlogged();
  void write_summary();

  platform::Journal& journal_;
  platform::EventLoop& loop_;
  std::atomic<std::uint32_t> reads_per_second_;
  std::atomic<std::int64_t> slow_us_;
  std::atomic<std::int64_t> second_{0};
  std::atomic<std::uint32_t> in_second_{0};
  std::atomic<std::uint64_t> unlogged_{0};
  platform::EventLoop::Source timer_;  // loop's thread
};

}  // namespace maxos::operations
