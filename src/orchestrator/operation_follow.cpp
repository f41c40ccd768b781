// An operation that follows something: it goes on, item by item, until somebody ends it.
#include <utility>

#include "orchestrator/operation.h"

namespace maxos::orchestrator {

bool Operation::follows() const {
  return steps_ && risk_ == agents::Risk::read && context_is_true("follow");
}

void Operation::take_items(hosts::Call& call) {
  const auto end = [source = end_]() mutable { source.request_stop(); };
  on_leaving_.emplace(client_, end);
  on_ending_.emplace(parts_.ending, end);
  call.stop = end_.get_token();
  call.items = [self = shared_from_this()](agents::Item item, std::function<void()> taken) {
    // The share that is done does not grow: nobody knows how much there will be.
    self->steps_(self->id_,
                 {self->progress_, std::move(item.message), std::move(item.values), std::move(taken)});
  };
}

// Whether the service's stop has ended it, and not its client.
bool Operation::ended_by_stop() const {
  return on_ending_ && parts_.ending.stop_requested() && !client_.stop_requested();
}

void Operation::answer_ended() {
  finish({agents::AnswerStatus::cancelled,
          "The service stops, and this with it. Ask again with the cursor of the last entry.",
          {},
          {}});
}

}  // namespace maxos::orchestrator
