// What of conversations is not in Redis yet, bounded in every direction. Pure data: no lock, no clock, no
// Redis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/config.h"
#include "store/conversations.h"

namespace maxos::store {

using SharedItem = std::shared_ptr<const ConversationItem>;

// Not thread-safe. Conversations are named by their key in Redis.
class ConversationBuffer {
 public:
  explicit ConversationBuffer(const config::Memory& config) : config_(config) {}

  // Adds at the end; the bounds of the configuration hold afterwards: within a conversation the oldest item
  // goes, over all of them the conversation longest unused. Of a conversation under way (begin_flush) items
  // may go too.
  void append(const std::string& key, SharedItem item);

  // The items that wait, oldest first, those under way included.
  std::vector<SharedItem> items(const std::string& key) const;

  // A conversation of which nothing is under way, the longest waiting first, and marks all its items as under
  // way; an empty key when there is none.
  struct Batch {
    std::string key;
    std::vector<SharedItem> items;
    // Tells it from an earlier one of the same conversation that was pushed out meanwhile.
    std::uint64_t number = 0;
    explicit operator bool() const { return !key.empty(); }
  };
  Batch begin_flush();
  // What was under way is in Redis (`written`) or waits again.
  void end_flush(const std::string& key, std::uint64_t number, bool written);
  // Redis will never take what is under way (the key holds something else, say): counts against the
  // conversation, which is dropped the third time in a row; until then it waits again.
  void refuse_flush(const std::string& key, std::uint64_t number);
  // Whether begin_flush() would give something.
  bool waiting() const { return !waiting_.empty(); }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }
  std::size_t conversations() const { return conversations_.size(); }
  std::uint64_t dropped() const { return dropped_; }
  // Whether newer items have pushed out older ones of their own conversation since this was asked last: then
  // flushing more seldom costs less and Redis holds the same in the end.
  bool take_overflowing() { return std::exchange(overflowing_, false); }

  void set_config(const config::Memory& config);

 private:
  struct Conversation {
    std::string key;
    std::deque<SharedItem> items;
    // So many at the front are on their way to Redis.
    std::size_t under_way = 0;
    // The number of the batch under way, 0 for none; then it stands in waiting_, here.
    std::uint64_t batch = 0;
    std::list<Conversation*>::iterator waiting;
    unsigned refusals = 0;
  };
  // Longest unused first.
  using Order = std::list<Conversation>;

  // The conversation whose batch `number` is under way, else the end of order_.
  Order::iterator flushing(const std::string& key, std::uint64_t number);
  void wait(Conversation& conversation);
  void pop_front(Conversation& conversation);
  void drop(Order::iterator conversation);
  void enforce();

  config::Memory config_;
  Order order_;
  std::list<Conversation*> waiting_;
  std::unordered_map<std::string_view, Order::iterator> conversations_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t last_batch_ = 0;
  bool overflowing_ = false;
};

}  // namespace maxos::store
