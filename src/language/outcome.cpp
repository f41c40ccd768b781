#include "language/outcome.h"

#include <algorithm>
#include <string>
#include <utility>

#include "language/caution.h"
#include "language/deeds.h"
#include "language/thresholds.h"

namespace maxos::language {
namespace {

// What is offered for "unknown" is never close to being understood.
constexpr double kMostForOffer = 0.5;

// Whether it takes nothing away and replaces nothing.
bool only_adds(const Understanding& change) {
  return is_one_of(change.intent, "dev.test", "dev.build", "file.archive", "file.copy", "file.mkdir") &&
         !change.slots.contains("overwrite");
}

}  // namespace

Understanding known(Understanding out, std::string_view intent, std::string_view about) {
  out.intent = intent;
  out.about = about;
  out.confidence = 1;
  std::erase_if(out.candidates, [&](const Candidate& other) { return other.intent == out.intent; });
  return out;
}

bool is_asked_beside_talk(const Understanding& read) {
  return read.intent != kOutOfScope && read.confidence >= kSureBesideTalk &&
         read.intent != "knowledge.query" && !read.intent.starts_with("agent.");
}

Understanding unknown(Understanding out) {
  out.intent = kOutOfScope;
  out.confidence = 0;
  out.slots.clear();
  for (Candidate& candidate : out.candidates)
    candidate.confidence = std::min(candidate.confidence, kMostForOffer);
  if (out.candidates.size() > kMaxCandidates) out.candidates.resize(kMaxCandidates);
  return out;
}

bool is_rather(const Understanding& all, bool all_changes, const Understanding& alone, bool alone_changes,
               const BesideStatements& told) {
  // Of two clauses the second may be in what is told: "…, because the board meets and wants figures".
  if (all.intent == kOutOfScope)
    return !all.clauses.empty() && told.text.find(all.clauses.back().text) != std::string::npos;
  // "open notes.txt so i can read it", "sort ~/a so that every month gets a folder"
  if (alone_changes) {
    if (!all_changes)
      return (told.on_read == Bearing::doubtful && all.confidence >= kRead) ||
             all.confidence > alone.confidence;
    return all.intent == alone.intent && std::ranges::includes(all.slots, alone.slots) &&
           (all.slots.size() > alone.slots.size() || all.confidence > alone.confidence);
  }
  return all_changes || told.on_read == Bearing::doubtful ||
         (all.intent != alone.intent && all.confidence > alone.confidence);
}

std::optional<Understanding> left_by(const BesideStatements& told, Understanding alone, bool change) {
  if (alone.intent == kOutOfScope) return std::nullopt;
  const Bearing bearing = change ? told.on_change : told.on_read;
  // What only adds something, or tries it, is confirmed.
  if (bearing > Bearing::changes || (bearing == Bearing::changes && !(change && only_adds(alone))))
    return std::nullopt;
  if (change && !told.orders && !is_deed(alone.intent, told.verb)) return std::nullopt;
  if (!change && alone.confidence < kSureBeside) return std::nullopt;
  alone.whole = alone.whole || (change && bearing != Bearing::none);
  return alone;
}

Understanding with_bearing(Understanding change, Bearing bearing) {
  if (bearing == Bearing::forbids && !change.intent.starts_with("agent.")) {
    change.caution = name_of(Caution::conditional);
    return unknown(std::move(change));
  }
  change.whole = change.whole || bearing == Bearing::changes;
  return change;
}

}  // namespace maxos::language
