#include "wire/troubles.h"

namespace maxos::wire {
namespace {

constexpr std::chrono::minutes kInterval{1};

}  // namespace

void Troubles::report(Trouble kind, std::string_view message) {
  if (!sink_) return;
  std::string text(message);
  {
    const std::lock_guard lock(mutex_);
    Kind& state = kinds_[static_cast<std::size_t>(kind)];
    const auto now = std::chrono::steady_clock::now();
    if (now < state.next) {
      ++state.left_out;
      return;
    }
    if (state.left_out > 0)
      text += " (" + std::to_string(state.left_out) + " more since the last message of this kind)";
    state = {now + kInterval, 0};
  }
  sink_(std::move(text));
}

}  // namespace maxos::wire
