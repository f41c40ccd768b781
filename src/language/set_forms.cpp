#include "language/set_forms.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "language/shell_forms.h"
#include "language/slips.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Surer than a guess, and not as sure as the word itself.
constexpr double kSlipConfidence = 0.9;
constexpr double kSetConfidence = 0.97;

struct OneWord {
  std::string_view word;
  std::string_view intent;
  std::string_view slot = {};
  std::string_view value = {};
};

constexpr std::array kWords = std::to_array<OneWord>({
    {"uptime", "system.uptime"},
    {"memory", "system.metrics", "kind", "memory"},
    {"temperature", "system.metrics", "kind", "temperature"},
    {"temperatures", "system.metrics", "kind", "temperature"},
    {"hostname", "system.info"},
    {"processes", "system.processes"},
    {"interfaces", "network.interfaces"},
    {"firewall", "network.firewall", "action", "status"},
});

std::optional<Understanding> read_slipped_word(const Utterance& utterance) {
  if (utterance.tokens.size() != 1 || utterance.tokens.front().kind != TokenKind::word) return std::nullopt;
  const std::string_view word = utterance.tokens.front().lower;
  // Words of the language are no slips.
  if (is_one_of(word, "memory", "processed", "interface", "interfaced", "temperature", "firewalls",
                "hostnames"))
    return std::nullopt;
  for (const OneWord& known : kWords) {
    if (word == known.word || !is_one_slip(word, known.word)) continue;
    Understanding out;
    out.intent = known.intent;
    out.confidence = kSlipConfidence;
    if (!known.slot.empty()) out.slots.emplace(known.slot, known.value);
    return out;
  }
  return std::nullopt;
}

using Tokens = std::span<const Token>;
using Found = std::optional<Understanding>;

bool is_at(Tokens tokens, std::size_t at, std::initializer_list<std::string_view> words) {
  return at < tokens.size() && tokens[at].kind != TokenKind::quoted && is_one_of(tokens[at].lower, words);
}

Understanding set_form(std::string_view intent) {
  Understanding out;
  out.intent = intent;
  out.confidence = kSetConfidence;
  return out;
}

// "roll back the transaction number 7"
Found read_undo(Tokens tokens) {
  std::size_t at = 0;
  if (is_at(tokens, 0, {"roll", "take"}) && is_at(tokens, 1, {"back"})) {
    at = 2;
  } else if (is_at(tokens, 0, {"undo", "revert", "reverse", "rollback"})) {
    at = 1;
  } else {
    return std::nullopt;
  }
  while (is_at(tokens, at, {"the", "file"})) ++at;
  if (!is_at(tokens, at, {"transaction"})) return std::nullopt;
  ++at;
  while (is_at(tokens, at, {"number", "no", "nr", "id", "with", "the"})) ++at;
  if (at + 1 != tokens.size() || tokens[at].kind != TokenKind::number) return std::nullopt;
  Understanding out = set_form("file.undo");
  out.slots.emplace("transaction", tokens[at].lower);
  return out;
}

// "unlearn sitrep": one word; more of them have quotes, and are understood as they are.
Found read_unlearn(Tokens tokens) {
  if (tokens.size() != 2 || !is_at(tokens, 0, {"unlearn"}) || tokens[1].kind != TokenKind::word ||
      is_determiner(tokens[1].lower) ||
      is_one_of(tokens[1].lower, "it", "everything", "them", "all", "these", "those", "me", "one",
                "anything"))
    return std::nullopt;
  Understanding out = set_form("agent.forget");
  out.slots.emplace("phrase", tokens[1].raw);
  return out;
}

// "unlearn 'sitrep', it clashes with another bot": what comes behind says why.
Found read_unlearn_with_reason(Tokens tokens, const Utterance& utterance) {
  if (tokens.size() < 4 || !is_at(tokens, 0, {"unlearn"}) || tokens[1].kind != TokenKind::quoted ||
      !is_at(tokens, 2, {"it", "it's", "its", "that", "because", "nobody"}) ||
      std::count(utterance.clean.begin(), utterance.clean.end(), ',') > 1 ||
      utterance.clean.find_first_of(";!?&|<>") != std::string::npos)
    return std::nullopt;
  // What may take the order back, or go on to another.
  for (std::size_t i = 3; i < tokens.size(); ++i) {
    if (is_at(tokens, i,
              {"and", "then", "but", "if", "unless", "when", "later", "tomorrow", "not", "instead", "learn",
               "kidding", "stays", "stay", "should"}))
      return std::nullopt;
  }
  Understanding out = set_form("agent.forget");
  out.slots.emplace("phrase", tokens[1].raw);
  return out;
}

// "tar.gz of /srv/data into /backup"
Found read_archive(Tokens tokens) {
  std::size_t at = is_at(tokens, 0, {"a", "one"}) ? 1 : 0;
  if (!is_at(tokens, at, {"tar.gz", "tgz", "tar.zst", "zip"}) || !is_at(tokens, at + 1, {"of"}))
    return std::nullopt;
  const std::string_view format = tokens[at].lower == "tgz" ? std::string_view("tar.gz") : tokens[at].lower;
  at += 2;
  if (at >= tokens.size() || tokens[at].kind != TokenKind::path) return std::nullopt;
  Understanding out = set_form("file.archive");
  out.slots.emplace("format", format);
  out.slots.emplace("source", tokens[at].value);
  ++at;
  if (at == tokens.size()) return out;
  if (!is_at(tokens, at, {"into", "to", "onto", "in"}) || at + 2 != tokens.size() ||
      tokens[at + 1].kind != TokenKind::path)
    return std::nullopt;
  out.slots.emplace("destination", tokens[at + 1].value);
  return out;
}

// "any zombies?"
Found read_zombies(Tokens tokens) {
  std::size_t at = 0;
  while (is_at(tokens, at,
               {"are", "there", "any", "show", "list", "me", "the", "all", "do", "we", "have", "some"}))
    ++at;
  if (is_at(tokens, at, {"zombie", "defunct"}) && is_at(tokens, at + 1, {"processes"})) {
    at += 2;
  } else if (is_at(tokens, at, {"zombies"}) && at > 0) {
    ++at;
  } else {
    return std::nullopt;
  }
  while (is_at(tokens, at,
               {"around", "running", "here", "on", "this", "the", "machine", "box", "server", "system"}))
    ++at;
  if (at != tokens.size()) return std::nullopt;
  Understanding out = set_form("system.processes");
  out.slots.emplace("name", "zombie");
  return out;
}

// Of an order, the politeness around it.
Tokens without_politeness(Tokens tokens) {
  if (is_at(tokens, 0, {"can", "could", "would"}) && is_at(tokens, 1, {"you"})) tokens = tokens.subspan(2);
  while (is_at(tokens, 0, {"please", "pls"})) tokens = tokens.subspan(1);
  while (tokens.size() > 1 && is_at(tokens, tokens.size() - 1, {"please", "pls", "plz", "thanks"}))
    tokens = tokens.first(tokens.size() - 1);
  return tokens;
}

}  // namespace

std::optional<Understanding> read_set_form(const Utterance& utterance) {
  // What stands between the words may part them: "undo transaction 4, 2".
  const std::size_t mark = utterance.clean.find_first_of(",;:!(&|<>");
  if (utterance.tokens.empty() || utterance.too_long) return std::nullopt;
  if (auto found = read_unlearn_with_reason(utterance.tokens, utterance)) return found;
  if (mark != std::string::npos) return std::nullopt;
  const Tokens tokens = without_politeness(utterance.tokens);
  if (tokens.empty() || tokens.size() > 10) return std::nullopt;
  if (auto found = read_undo(tokens)) return found;
  if (auto found = read_unlearn(tokens)) return found;
  if (auto found = read_archive(tokens)) return found;
  if (auto found = read_zombies(tokens)) return found;
  return read_slipped_word(utterance);
}

std::optional<Understanding> read_form(const Utterance& utterance) {
  auto found = read_shell_form(utterance);
  return found ? found : read_set_form(utterance);
}

}  // namespace maxos::language
