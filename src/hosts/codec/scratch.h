// A message of the hosts' protocol that is built or read, and gone.
#pragma once

#include <google/protobuf/arena.h>

#include <cstddef>

namespace maxos::hosts {

// A message whose parts lie in a block beside it, as far as they fit: a small one costs no allocation for
// each of its values. Text that is moved out of it stays valid; a message that is moved out is copied.
template <typename Message, std::size_t Bytes = 4096>
class Scratch {
 public:
  Scratch() : arena_(block(bytes_)), message_(google::protobuf::Arena::CreateMessage<Message>(&arena_)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Message& operator*() { return *message_; }
  Message* operator->() { return message_; }

 private:
  static google::protobuf::ArenaOptions block(char* bytes) {
    google::protobuf::ArenaOptions options;
    options.initial_block = bytes;
    options.initial_block_size = Bytes;
    return options;
  }

  alignas(std::max_align_t) char bytes_[Bytes];
  google::protobuf::Arena arena_;
  Message* const message_;
};

}  // namespace maxos::hosts
