#include "orchestrator/not_understood.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace maxos::orchestrator {
namespace {

using agents::CapabilityDecl;
using Candidates = std::vector<language::Candidate>;

// What stands before "nothing was done", by language::Understanding::caution.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kCautions = {
    {{"asked", "That reads like a question about an action, not a request for it"},
     {"negated", "That says what not to do"},
     {"reported", "That reads like a report of what was done, not a request to do it"},
     {"conditional",
      "That puts a condition or an exception on an action, and what is asked here is carried out as a whole "
      "and "
      "at once"},
     {"later", "That puts an action off to another time, and what is asked here is carried out at once"},
     {"shell", "That is written like a command line, and no shell runs here"},
     {"elsewhere", "That speaks of another machine, and only this one is served here"},
     {"too_much", "That takes in more than one thing that is named, and what is changed has to be named"},
     {"kernel_path",
      "In /dev, /proc and /sys lie devices and the kernel's own figures, and nothing there is changed"},
     {"part",
      "That is about some of what lies there, and what is moved or deleted has to be named (find it first, "
      "then "
      "name each file or folder)"},
     {"names",
      "That names more than one thing, or one with a space in its name (several are asked for one by one, "
      "and a "
      "name with "
      "spaces stands in quotes)"}}};

std::string in_quotes(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

// The first candidate's first example; empty when there is none.
std::string_view example_for(const Candidates& candidates, const agents::Registry& registry) {
  if (candidates.empty()) return {};
  const CapabilityDecl* near = registry.find(candidates.front().intent);
  return near == nullptr || near->phrases.empty() ? std::string_view() : near->phrases.front();
}

std::string about_clauses(const std::vector<language::Clause>& clauses) {
  std::string message = clauses.size() == 2 ? "These are two requests: " : "These are several requests: ";
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (i > 0) message.append(i + 1 < clauses.size() ? ", " : " and ");
    message.append(in_quotes(clauses[i].text)).append(" (").append(clauses[i].intent).append(")");
  }
  return message + ". Nothing was done; ask them one by one.";
}

std::string about_caution(const Judgement& judgement, const agents::Registry& registry) {
  std::string message = "That does not read like a plain request";
  for (const auto& [caution, sentence] : kCautions) {
    if (caution == judgement.caution) message = sentence;
  }
  message.append(", so nothing was done. To have something done, say it plainly");
  const std::string_view example = example_for(judgement.candidates, registry);
  if (!example.empty()) message.append(", for example: ").append(in_quotes(example));
  return message + ".";
}

std::string about_candidates(const Candidates& candidates, const agents::Registry& registry) {
  std::string offers;
  for (const language::Candidate& candidate : candidates) {
    const CapabilityDecl* near = registry.find(candidate.intent);
    if (near == nullptr || near->phrases.empty() || near->announced) continue;
    offers.append(offers.empty() ? " You could ask: " : ", ").append(in_quotes(near->phrases.front()));
  }
  return "I did not understand that, and did nothing." +
         (offers.empty() ? " Ask \"help\" for what can be asked." : offers + ".");
}

std::string json_of(const Candidates& candidates, const agents::Registry& registry) {
  std::string out = "[";
  for (const language::Candidate& candidate : candidates) {
    const CapabilityDecl* near = registry.find(candidate.intent);
    if (near == nullptr || near->phrases.empty()) continue;
    out.append(out.size() > 1 ? "," : "").append(base::json_string(near->intent));
  }
  return out + "]";
}

std::string json_of(const std::vector<language::Clause>& clauses) {
  std::string out = "[";
  for (const language::Clause& clause : clauses) {
    out.append(out.size() > 1 ? "," : "").append("{\"text\":").append(base::json_string(clause.text));
    out.append(",\"intent\":").append(base::json_string(clause.intent)).append("}");
  }
  return out + "]";
}

}  // namespace

agents::Outcome not_understood(const Judgement& judgement, const agents::Registry& registry) {
  agents::Outcome outcome;
  outcome.status = agents::AnswerStatus::unhandled;
  if (!judgement.clauses.empty()) {
    outcome.message = about_clauses(judgement.clauses);
    outcome.values.emplace_back("clauses", json_of(judgement.clauses));
  } else if (!judgement.caution.empty()) {
    outcome.message = about_caution(judgement, registry);
    outcome.values.emplace_back("caution", judgement.caution);
  } else {
    outcome.message = about_candidates(judgement.candidates, registry);
  }
  outcome.values.emplace_back("candidates", json_of(judgement.candidates, registry));
  return outcome;
}

}  // namespace maxos::orchestrator
