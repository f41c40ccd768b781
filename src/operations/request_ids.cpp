#include "operations/request_ids.h"

#include <optional>
#include <utility>

namespace maxos::operations {

RequestIds::RequestIds(store::LocalStore& store, platform::Clock clock)
    : store_(store), clock_(std::move(clock)) {}

std::int64_t RequestIds::unix_now() const {
  return std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
}

void RequestIds::trim(Entries& entries, std::chrono::steady_clock::time_point now) {
  if (entries.size() < kInMemory) return;
  std::erase_if(entries,
                [now](const auto& item) { return !item.second.running && item.second.expires <= now; });
  // Still full of answers: they are in the store, so any finished one may go.
  for (auto at = entries.begin(); entries.size() >= kInMemory && at != entries.end();) {
    at = at->second.running ? std::next(at) : entries.erase(at);
  }
}

void RequestIds::forget_expired(std::chrono::steady_clock::time_point now) {
  auto due = forget_next_.load(std::memory_order_relaxed);
  const auto ticks = now.time_since_epoch().count();
  const auto next = (now + kForgetPeriod).time_since_epoch().count();
  // Of several threads that see it due, one does it.
  if (ticks < due || !forget_next_.compare_exchange_strong(due, next, std::memory_order_relaxed)) return;
  // What cannot be deleted now is deleted next time.
  (void)store_.forget_expired(unix_now());
}

RequestIds::Begin RequestIds::begin(const std::string& principal, const std::string& request_id,
                                    const std::string& request_digest, const std::string& operation_id,
                                    Joined joined) {
  const auto now = clock_.steady();
  const Key key{principal, request_id};
  // Placed first, so that of two calls at once exactly one is fresh; what the store knows is looked up by
  // that one.
  std::optional<Begin> known = entries_.with([&](Entries& entries) -> std::optional<Begin> {
    auto found = entries.find(key);
    if (found != entries.end() && !found->second.running && found->second.expires <= now) {
      entries.erase(found);
      found = entries.end();
    }
    if (found == entries.end()) {
      trim(entries, now);
      Entry& entry = entries[key];
      entry.record.request_digest = request_digest;
      entry.record.operation_id = operation_id;
      entry.expires = now + kKept;
      return std::nullopt;
    }
    Entry& entry = found->second;
    Begin begin{Verdict::replayed, entry.record.answer, entry.record.operation_id};
    if (entry.record.request_digest != request_digest) {
      begin.verdict = Verdict::other_request;
    } else if (entry.running) {
      begin.verdict = Verdict::joined;
      entry.waiting.push_back(std::move(joined));
    }
    return begin;
  });
  if (known) return *std::move(known);

  auto stored = store_.find_answer(principal, request_id, unix_now());
  if (!stored.ok() || !stored->has_value()) return {Verdict::fresh, {}, operation_id};
  store::RememberedAnswer& record = **stored;
  Begin begin{Verdict::replayed, record.answer, record.operation_id};
  if (record.request_digest != request_digest) {
    begin.verdict = Verdict::other_request;
  } else if (record.answer.empty()) {
    begin.verdict = record.changes ? Verdict::cut_off : Verdict::fresh;
  }
  if (begin.verdict == Verdict::fresh) return begin;
  // Those who joined in the meantime get what this call gets.
  std::vector<Joined> waiting = entries_.with([&](Entries& entries) {
    auto node = entries.extract(key);
    return std::move(node.mapped().waiting);
  });
  for (const Joined& waiter : waiting) {
    if (begin.verdict == Verdict::replayed) {
      waiter(absl::OkStatus(), begin.answer);
    } else {
      waiter(absl::AbortedError("The request with this request_id was cut off; it is not executed again."),
             {});
    }
  }
  return begin;
}

absl::Status RequestIds::will_change(const std::string& principal, const std::string& request_id) {
  store::RememberedAnswer record;
  const bool held = entries_.with([&](Entries& entries) {
    const auto found = entries.find(Key{principal, request_id});
    if (found == entries.end()) return false;
    found->second.record.changes = true;
    record = found->second.record;
    return true;
  });
  if (!held) return absl::OkStatus();
  record.expires = unix_now() + std::chrono::seconds(kKept).count();
  return store_.remember_answer(principal, request_id, record);
}

void RequestIds::finish(const std::string& principal, const std::string& request_id,
                        const std::string& answer) {
  store::RememberedAnswer record;
  const auto now = clock_.steady();
  std::vector<Joined> waiting = entries_.with([&](Entries& entries) {
    Entry& entry = entries[Key{principal, request_id}];
    entry.running = false;
    entry.expires = now + kKept;
    entry.record.answer = answer;
    record = entry.record;
    return std::exchange(entry.waiting, {});
  });
  const std::int64_t now_unix = unix_now();
  record.expires = now_unix + std::chrono::seconds(kKept).count();
  if (finished_.fetch_add(1, std::memory_order_relaxed) % kForgetEvery == 0)
    (void)store_.forget_expired(now_unix);
  // Health tells when the store cannot be written; the answer itself is given all the same.
  const absl::Status remembered = store_.remember_answer(principal, request_id, record);
  if (remembered.ok() && answer.size() > kLongAnswer) {
    entries_.with([&](Entries& entries) {
      const auto found = entries.find(Key{principal, request_id});
      if (found != entries.end() && !found->second.running) entries.erase(found);
    });
  }
  forget_expired(now);
  for (const Joined& waiter : waiting) waiter(absl::OkStatus(), answer);
}

void RequestIds::take_back_change(const std::string& principal, const std::string& request_id) {
  store::RememberedAnswer record;
  const bool changes = entries_.with([&](Entries& entries) {
    const auto found = entries.find(Key{principal, request_id});
    if (found == entries.end() || !found->second.record.changes) return false;
    found->second.record.changes = false;
    record = found->second.record;
    return true;
  });
  if (!changes) return;
  record.expires = unix_now() + std::chrono::seconds(kKept).count();
  // Where that fails, a second call is not executed: the safe side.
  (void)store_.remember_answer(principal, request_id, record);
}

void RequestIds::abandon(const std::string& principal, const std::string& request_id,
                         const absl::Status& why) {
  // That it would change something is on the disk; that it did not even start must be, too.
  if (absl::IsResourceExhausted(why)) take_back_change(principal, request_id);
  std::vector<Joined> waiting = entries_.with([&](Entries& entries) {
    auto node = entries.extract(Key{principal, request_id});
    return node.empty() ? std::vector<Joined>() : std::move(node.mapped().waiting);
  });
  for (const Joined& waiter : waiting) waiter(why, {});
}

}  // namespace maxos::operations
