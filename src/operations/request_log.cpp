#include "operations/request_log.h"

#include "operations/message_ids.h"

namespace maxos::operations {
namespace {

using agents::AnswerStatus;
using platform::Priority;

bool is_plain_read(const RequestRecord& record) {
  switch (record.status) {
    case AnswerStatus::success:
    case AnswerStatus::unhandled:
    case AnswerStatus::not_found:
      return record.risk == agents::Risk::read;
    default:
      return false;
  }
}

Priority priority_of(AnswerStatus status) {
  switch (status) {
    case AnswerStatus::denied:
    case AnswerStatus::error:
    case AnswerStatus::unavailable:
      return Priority::warning;
    default:
      return Priority::info;
  }
}

}  // namespace

RequestLog::RequestLog(platform::Journal& journal, platform::EventLoop& loop, const config::Journal& config)
    : journal_(journal), loop_(loop), reads_per_second_(config.reads_per_second), slow_us_(0) {
  set_config(config);
}

void RequestLog::set_config(const config::Journal& config) {
  reads_per_second_ = config.reads_per_second;
  slow_us_ = std::chrono::microseconds(config.slow).count();
}

bool RequestLog::within_rate() {
  const std::int64_t second =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count();
  // Two threads that meet a new second at once may grant a few entries more: the rate is a courtesy, not a
  // promise.
  if (second_.load(std::memory_order_relaxed) != second) {
    second_.store(second, std::memory_order_relaxed);
    in_second_.store(0, std::memory_order_relaxed);
  }
  const std::uint32_t limit = reads_per_second_.load(std::memory_order_relaxed);
  if (in_second_.load(std::memory_order_relaxed) >= limit) return false;
  return in_second_.fetch_add(1, std::memory_order_relaxed) < limit;
}

void RequestLog::count_unlogged() {
  if (unlogged_.fetch_add(1, std::memory_order_relaxed) != 0) return;
  // The first since the last summary starts the second at whose end it is told.
  loop_.post([this] {
    timer_ = loop_.add_timer(
        std::chrono::seconds(1), [this] { write_summary(); }, std::chrono::milliseconds(100));
  });
}

void RequestLog::write_summary() {
  const std::uint64_t count = unlogged_.exchange(0, std::memory_order_relaxed);
  if (count == 0) return;
  journal_.write({Priority::info,
                  std::to_string(count) + " further read requests answered in the last second",
                  message_id::kReadSummary,
                  {{"MAXOS_REQUESTS", std::to_string(count)}}});
}

void RequestLog::record(const RequestRecord& record) {
  const bool slow = record.duration.count() > slow_us_.load(std::memory_order_relaxed);
  if (is_plain_read(record) && !slow && !within_rate()) return count_unlogged();

  std::string message(record.intent);
  message.append(" for ").append(record.principal).append(": ").append(agents::to_string(record.status));
  if (!record.message.empty() && record.status != AnswerStatus::success) {
    message.append(": ").append(record.message.substr(0, 512));
  }
  journal_.write({priority_of(record.status),
                  std::move(message),
                  message_id::kRequest,
                  {{"MAXOS_OPERATION_ID", std::string(record.operation_id)},
                   {"MAXOS_PRINCIPAL", std::string(record.principal)},
                   {"MAXOS_RPC", std::string(record.rpc)},
                   {"MAXOS_INTENT", std::string(record.intent)},
                   {"MAXOS_AGENT", std::string(record.agent)},
                   {"MAXOS_STATUS", std::string(agents::to_string(record.status))},
                   {"MAXOS_DURATION_US", std::to_string(record.duration.count())}}});
}

}  // namespace maxos::operations
