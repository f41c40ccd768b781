#include "store/conversation_buffer.h"

#include <iterator>
#include <utility>

#include "store/conversation_item.h"

namespace maxos::store {
namespace {

constexpr unsigned kMaxRefusals = 3;

}  // namespace

void ConversationBuffer::append(const std::string& key, SharedItem item) {
  auto found = conversations_.find(key);
  if (found == conversations_.end()) {
    order_.push_back({});
    order_.back().key = key;
    // The key's text lives in the list's node, which never moves.
    found = conversations_.emplace(order_.back().key, std::prev(order_.end())).first;
    wait(order_.back());
  } else {
    order_.splice(order_.end(), order_, found->second);
  }
  Conversation& conversation = *found->second;
  bytes_ += item_bytes(*item);
  ++size_;
  conversation.items.push_back(std::move(item));
  while (conversation.items.size() > config_.items) {
    if (conversation.under_way == 0) overflowing_ = true;
    pop_front(conversation);
  }
  enforce();
}

std::vector<SharedItem> ConversationBuffer::items(const std::string& key) const {
  const auto found = conversations_.find(key);
  if (found == conversations_.end()) return {};
  return {found->second->items.begin(), found->second->items.end()};
}

ConversationBuffer::Batch ConversationBuffer::begin_flush() {
  if (waiting_.empty()) return {};
  Conversation& conversation = *waiting_.front();
  waiting_.pop_front();
  conversation.batch = ++last_batch_;
  conversation.under_way = conversation.items.size();
  return {conversation.key, {conversation.items.begin(), conversation.items.end()}, conversation.batch};
}

void ConversationBuffer::end_flush(const std::string& key, std::uint64_t number, bool written) {
  const auto found = flushing(key, number);
  if (found == order_.end()) return;
  const std::size_t under_way = std::exchange(found->under_way, 0);
  wait(*found);
  if (!written) return;
  found->refusals = 0;
  for (std::size_t i = 0; i < under_way; ++i) pop_front(*found);
  if (found->items.empty()) drop(found);
}

void ConversationBuffer::refuse_flush(const std::string& key, std::uint64_t number) {
  const auto found = flushing(key, number);
  if (found == order_.end()) return;
  if (++found->refusals >= kMaxRefusals) {
    dropped_ += found->items.size();
    drop(found);
  } else {
    end_flush(key, number, false);
  }
}

void ConversationBuffer::set_config(const config::Memory& config) {
  config_ = config;
  for (Conversation& conversation : order_) {
    while (conversation.items.size() > config_.items) pop_front(conversation);
  }
  enforce();
}

ConversationBuffer::Order::iterator ConversationBuffer::flushing(const std::string& key,
                                                                 std::uint64_t number) {
  const auto found = conversations_.find(key);
  return found != conversations_.end() && found->second->batch == number ? found->second : order_.end();
}

void ConversationBuffer::wait(Conversation& conversation) {
  conversation.batch = 0;
  conversation.waiting = waiting_.insert(waiting_.end(), &conversation);
}

void ConversationBuffer::pop_front(Conversation& conversation) {
  bytes_ -= item_bytes(*conversation.items.front());
  --size_;
  conversation.items.pop_front();
  if (conversation.under_way > 0) --conversation.under_way;
}

void ConversationBuffer::drop(Order::iterator conversation) {
  while (!conversation->items.empty()) pop_front(*conversation);
  if (conversation->batch == 0) waiting_.erase(conversation->waiting);
  conversations_.erase(conversation->key);
  order_.erase(conversation);
}

void ConversationBuffer::enforce() {
  while (conversations_.size() > config_.buffered_conversations) {
    dropped_ += order_.front().items.size();
    drop(order_.begin());
  }
  while (bytes_ > config_.buffered_bytes) {
    ++dropped_;
    pop_front(order_.front());
    if (order_.front().items.empty()) drop(order_.begin());
  }
}

}  // namespace maxos::store
