#include "language/outcome.h"

#include <algorithm>
#include <string>

namespace maxos::language {
namespace {

// What is offered for "unknown" is never close to being understood.
constexpr double kMostForOffer = 0.5;

}  // namespace

Understanding known(Understanding out, std::string_view intent, std::string_view about) {
  out.intent = intent;
  out.about = about;
  out.confidence = 1;
  std::erase_if(out.candidates, [&](const Candidate& other) { return other.intent == out.intent; });
  return out;
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

}  // namespace maxos::language
