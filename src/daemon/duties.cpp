#include "daemon/duties.h"

#include <algorithm>
#include <utility>

#include "operations/message_ids.h"

namespace maxos::daemon {

struct Duties::Round {
  std::vector<bool> answered;
  std::size_t missing = 0;
  bool complained = false;
};

Duties::Duties(platform::EventLoop& loop, platform::Notify& notify, platform::Journal& journal,
               std::vector<Duty> duties, std::chrono::microseconds period)
    : loop_(loop), notify_(notify), journal_(journal), duties_(std::move(duties)), interval_(period / 2) {
  tick();
}

void Duties::tick() {
  // A tenth earlier than half the period, with as much slack: the wake-up may be joined with others and is in
  // time all the same.
  timer_ = loop_.add_timer(
      interval_ * 9 / 10, [this] { tick(); }, interval_ / 10);
  if (round_ != nullptr && round_->missing > 0) {
    if (!std::exchange(round_->complained, true)) complain(*round_);
  } else {
    round_ = std::make_shared<Round>();
    round_->answered.resize(duties_.size());
    round_->missing = duties_.size();
  }
  // Whoever has not answered is asked again: one that is late is alive.
  const auto round = round_;
  for (std::size_t i = 0; i < duties_.size(); ++i) {
    if (round->answered[i]) continue;
    duties_[i].ping([this, round, i] { loop_.post([this, round, i] { answered(round, i); }); });
  }
}

void Duties::complain(const Round& round) {
  std::string names;
  for (std::size_t i = 0; i < duties_.size(); ++i) {
    if (!round.answered[i]) names.append(names.empty() ? "" : ", ").append(duties_[i].name);
  }
  journal_.write({platform::Priority::error,
                  "No answer from: " + names + ". If that lasts, systemd's watchdog restarts the daemon.",
                  operations::message_id::kHung,
                  {}});
}

void Duties::answered(const std::shared_ptr<Round>& round, std::size_t duty) {
  if (round->answered[duty]) return;
  round->answered[duty] = true;
  if (--round->missing == 0) notify_.watchdog();
}

}  // namespace maxos::daemon
