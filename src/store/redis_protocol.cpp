#include "store/redis_protocol.h"

#include <hiredis/hiredis.h>

#include <utility>
#include <vector>

#include "base/status.h"

namespace maxos::store {
namespace {

// hiredis builds replies by these functions. A whole reply is a heap object that next() takes over or
// free_object deletes; the parts of a list live in their parent.
Reply* place(const redisReadTask* task) {
  if (task->parent == nullptr) return new Reply;
  return &static_cast<Reply*>(task->parent->obj)->list[static_cast<std::size_t>(task->idx)];
}

void* create_string(const redisReadTask* task, char* text, std::size_t length) {
  Reply* reply = place(task);
  reply->kind = task->type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text;
  reply->text.assign(text, length);
  return reply;
}

// The count is an int in hiredis 0.14 and a size_t in 1.x.
template <typename Count>
void* create_array(const redisReadTask* task, Count count) {
  // Null is "out of memory" to hiredis, which gives up the reply then.
  if (static_cast<std::size_t>(count) > kMaxReplyElements) return nullptr;
  Reply* reply = place(task);
  reply->kind = Reply::Kind::list;
  reply->list.resize(static_cast<std::size_t>(count));
  return reply;
}

void* create_integer(const redisReadTask* task, long long value) {
  Reply* reply = place(task);
  reply->kind = Reply::Kind::integer;
  reply->integer = value;
  return reply;
}

void* create_nil(const redisReadTask* task) {
  return place(task);
}

#if HIREDIS_MAJOR >= 1
// RESP3 is never asked for; without these hiredis would hand out numbers as pointers when a server sends it
// all the same.
void* create_double(const redisReadTask* task, double, char* text, std::size_t length) {
  return create_string(task, text, length);
}
void* create_bool(const redisReadTask* task, int value) {
  return create_integer(task, value);
}
#endif

void free_object(void* reply) {
  delete static_cast<Reply*>(reply);
}

redisReplyObjectFunctions* functions() {
  static redisReplyObjectFunctions table = [] {
    redisReplyObjectFunctions made{};
    made.createString = create_string;
    made.createArray = create_array;
    made.createInteger = create_integer;
    made.createNil = create_nil;
#if HIREDIS_MAJOR >= 1
    made.createDouble = create_double;
    made.createBool = create_bool;
#endif
    made.freeObject = free_object;
    return made;
  }();
  return &table;
}

}  // namespace

void append_command(const Redis::Command& command, std::string& out) {
  std::vector<const char*> arguments;
  std::vector<std::size_t> lengths;
  arguments.reserve(command.size());
  lengths.reserve(command.size());
  for (const std::string& argument : command) {
    arguments.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  char* bytes = nullptr;
  const auto length =
      redisFormatCommandArgv(&bytes, static_cast<int>(command.size()), arguments.data(), lengths.data());
  if (length > 0) out.append(bytes, static_cast<std::size_t>(length));
  redisFreeCommand(bytes);
}

struct ReplyReader::Impl {
  redisReader* reader = redisReaderCreateWithFunctions(functions());
  // Fed since the last whole reply.
  std::size_t bytes = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { redisReaderFree(reader); }
};

ReplyReader::ReplyReader() : impl_(std::make_unique<Impl>()) {}
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  impl_->bytes += bytes.size();
  // A failure (no memory) is remembered by the reader and comes out of next().
  redisReaderFeed(impl_->reader, bytes.data(), bytes.size());
}

absl::StatusOr<std::optional<Reply>> ReplyReader::next() {
  void* object = nullptr;
  if (redisReaderGetReply(impl_->reader, &object) != REDIS_OK) {
    return base::internal(std::string("what the server sends is not the protocol of Redis: ") +
                          impl_->reader->errstr);
  }
  if (object == nullptr) {
    if (impl_->bytes > kMaxReplyBytes) return base::internal("the server sends an answer of over 16 MiB");
    return std::optional<Reply>();
  }
  impl_->bytes = impl_->reader->len - impl_->reader->pos;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(object));
  return std::optional<Reply>(std::move(*reply));
}

}  // namespace maxos::store
