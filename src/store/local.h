// What this machine must not lose: SQLite, state.db (WAL) in the state directory.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.h"
#include "store/learned.h"

namespace maxos::store {

// The remembered outcome of a request with a request_id.
struct RememberedAnswer {
  // SHA-256 (hex) of the request's text and context: the same id for another request is a client's fault.
  std::string request_digest;
  std::string operation_id;
  // The serialized answer; empty while it runs (and, after a restart, for one that was cut off).
  std::string answer;
  // Whether the request may change something: then a cut-off one is not executed again.
  bool changes = false;
  // Seconds since the epoch.
  std::int64_t expires = 0;
};

// Thread-safe; calls block for the time of one SQLite statement. Every method answers Unavailable when the
// database cannot be used (the directory is not writable, the disk is full); the daemon goes on without it.
class LocalStore {
 public:
  virtual ~LocalStore() = default;

  // The record of (principal, request_id) unless it expired at `now`.
  virtual absl::StatusOr<std::optional<RememberedAnswer>> find_answer(std::string_view principal,
                                                                      std::string_view request_id,
                                                                      std::int64_t now) = 0;
  // Inserts or replaces; durable when it returns if `record.changes`, soon after otherwise.
  virtual absl::Status remember_answer(std::string_view principal, std::string_view request_id,
                                       const RememberedAnswer& record) = 0;
  // Deletes what expired at `now`. Called now and then.
  virtual absl::Status forget_expired(std::int64_t now) = 0;

  // Taught phrases and misses, in the same database.
  virtual LearnedStore& learned() = 0;

  // OK when the last write worked; asked for each health sample, costs an access(2) of the directory. The
  // message names directory and reason.
  virtual absl::Status writable() const = 0;
};

// Opens or creates `directory`/state.db (mode 0600) and migrates its schema (PRAGMA user_version). A
// directory that is not writable gives a store whose methods answer Unavailable and that tries again at most
// once a second, never an exception. A damaged database is moved aside to state.db.damaged-TIME and a new one
// is made; writable() stays OK and `notice` gets one sentence about it.
std::unique_ptr<LocalStore> open_local_store(std::string directory, std::string& notice,
                                             platform::Clock clock = {});

}  // namespace maxos::store
