#include "rpc/understand_response.h"

#include <string>
#include <utility>

#include "base/text.h"

namespace maxos::rpc {

UnderstandResponse understand_response(orchestrator::Judgement judgement) {
  UnderstandResponse out;
  out.set_intent(std::string(judgement.intent));
  out.set_agent(std::string(judgement.agent));
  out.set_confidence(judgement.confidence);
  out.set_decision(std::string(to_string(judgement.decision)));
  out.set_question(base::to_utf8(std::move(judgement.question)));
  out.set_caution(std::string(judgement.caution));
  out.set_follow(judgement.follow);
  if (judgement.taught != nullptr) out.set_taught_phrase(base::to_utf8(judgement.taught->phrase));
  for (auto& [name, value] : judgement.slots) (*out.mutable_slots())[name] = base::to_utf8(std::move(value));
  for (std::string& name : judgement.missing) out.add_missing(std::move(name));
  for (language::Candidate& candidate : judgement.candidates) {
    Candidate& added = *out.add_candidates();
    added.set_intent(std::move(candidate.intent));
    added.set_confidence(candidate.confidence);
  }
  for (language::Clause& clause : judgement.clauses) {
    Clause& added = *out.add_clauses();
    added.set_text(base::to_utf8(std::move(clause.text)));
    added.set_intent(std::move(clause.intent));
  }
  return out;
}

}  // namespace maxos::rpc
