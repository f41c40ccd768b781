// What a request is taken for, and what is to become of it as far as its words go.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/registry.h"
#include "config/config.h"
#include "language/understanding.h"

namespace maxos::orchestrator {

enum class Decision {
  // It can be carried out as it is.
  run,
  // It can, once its caller has confirmed it.
  confirm,
  // Something is missing or wrong: Judgement::question.
  ask,
  // It is not understood, or not well enough for what it would do.
  refuse
};
// Wire contract: "run", "confirm", "ask", "refuse".
std::string_view to_string(Decision decision);

// Who asks has no part in it: roles, and plans that turn out to be larger than they sounded, come later.
struct Judgement {
  // Null when nothing was understood; else static storage.
  const agents::CapabilityDecl* capability = nullptr;
  std::string_view intent = language::kOutOfScope;
  std::string_view agent = "orchestrator";
  double confidence = 0;  // 0 to 1
  agents::Risk risk = agents::Risk::read;
  Decision decision = Decision::refuse;
  // Canonical, from the text and, over it, from the context.
  agents::Values slots;
  // Names of the required slots that neither gives.
  std::vector<std::string> missing;
  // For Decision::ask: what to ask, with an example.
  std::string question;
  // As in language::Understanding. An intent that was not sure enough is the first of the candidates.
  std::vector<language::Candidate> candidates;
  std::vector<language::Clause> clauses;
  std::string_view caution;
  bool refers = false;
  bool whole = false;
  bool follow = false;
  bool renames = false;
  // What it is about: the context's, else the text's.
  std::string about;
  // What it was understood by, when that was a phrase somebody taught.
  std::shared_ptr<const language::TaughtPhrase> taught;
};

// `config`: the confidence that each risk asks for. `now`: what "since monday" is counted from.
Judgement judge(language::Understanding understanding, const agents::Values& context,
                const agents::Registry& registry, const config::Language& config,
                std::chrono::system_clock::time_point now);

// The same from the text, with the context's hint `domain`. `text` is not blank.
Judgement judge(std::string_view text, const agents::Values& context,
                const language::Understander& understander, const agents::Registry& registry,
                const config::Language& config, std::chrono::system_clock::time_point now);

}  // namespace maxos::orchestrator
