#include "language/lexicon.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "language/rules.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

std::vector<std::string_view> words_of(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (end > 0) words.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

}  // namespace

Lexicon::Lexicon()
    : path_(words_.add("<path>")),
      glob_(words_.add("<glob>")),
      number_(words_.add("<number>")),
      name_(words_.add("<name>")) {
  compile(kFiller, filler_);
  compile(kOtherWords, other_);
  for (const Rule& rule : language::rules()) {
    CompiledRule compiled;
    compiled.intent = rule.intent;
    compiled.domain = rule.domain;
    compiled.explained = filler_;
    std::string_view needs = rule.needs;
    while (!needs.empty()) {
      const std::size_t end = std::min(needs.find(';'), needs.size());
      WordSet need;
      compile(needs.substr(0, end), need);
      compiled.explained |= need;
      compiled.needs.push_back(need);
      needs.remove_prefix(std::min(end + 1, needs.size()));
    }
    compile(rule.allow, compiled.explained);
    compile(rule.not_first, compiled.not_first);
    rules_.push_back(std::move(compiled));
  }
  for (const std::string_view opening : language::openings()) openings_.push_back(words_of(opening));
}

void Lexicon::compile(std::string_view list, WordSet& set) {
  for (const std::string_view word : words_of(list)) {
    if (!word.starts_with('@')) {
      set.set(words_.add(word));
      continue;
    }
    const auto all = groups();
    const auto group = std::find_if(all.begin(), all.end(), [&](const Group& g) { return g.name == word; });
    if (group == all.end()) {
      std::fprintf(stderr, "language: no group %.*s\n", static_cast<int>(word.size()), word.data());
      std::abort();
    }
    compile(group->words, set);
  }
}

void Lexicon::add(WordId id, std::string_view value, Reading& reading) const {
  reading.items.push_back({.word = words_.word(id), .value = value});
  reading.words.set(id);
  if (filler_.test(id)) return;
  ++reading.content;
  if (reading.first == kNoWord) reading.first = id;
}

std::size_t Lexicon::skip_openings(const std::vector<Token>& tokens) const {
  std::size_t at = 0;
  for (bool again = true; again;) {
    again = false;
    while (at < tokens.size() &&
           is_one_of(tokens[at].lower, {"please", "hey", "hi", "hello", "maxos", "ok", "okay"}) &&
           at + 1 < tokens.size()) {
      ++at;
    }
    for (const auto& opening : openings_) {
      // Something must be left to ask.
      if (at + opening.size() >= tokens.size()) continue;
      std::size_t i = 0;
      std::size_t token = at;
      while (i < opening.size() && token < tokens.size()) {
        // "I'd" stands for two words.
        if (i + 1 < opening.size() && opening[i] == "i" && opening[i + 1] == "would" &&
            tokens[token].lower == "i'd") {
          i += 2;
        } else if (tokens[token].lower == opening[i]) {
          ++i;
        } else {
          break;
        }
        ++token;
      }
      if (i < opening.size() || token >= tokens.size()) continue;
      // "can you help": the words are the question itself.
      at = token;
      again = true;
      break;
    }
  }
  return at;
}

// What stands for a directory in more than one word. Moves `at` behind it.
bool Lexicon::read_place(const std::vector<Token>& tokens, std::size_t& at, Reading& reading) const {
  const Token& token = tokens[at];
  const std::string_view next = at + 1 < tokens.size() ? tokens[at + 1].lower : std::string_view();
  const std::string_view before = at > 0 ? tokens[at - 1].lower : std::string_view();
  if (token.lower == "home") {
    add(path_, "~", reading);
    ++at;
    return true;
  }
  if (token.lower == "root" && is_folder_noun(next)) {
    add(path_, "/", reading);
    at += 2;
    return true;
  }
  if (token.lower == "root" && is_one_of(next, {"filesystem", "partition", "volume", "file"})) {
    add(path_, "/", reading);
    ++at;
    return true;
  }
  if (is_one_of(token.lower, {"current", "this", "working", "present"}) && is_folder_noun(next)) {
    add(path_, ".", reading);
    at += 2;
    return true;
  }
  // "in the folder reports"
  if (is_folder_noun(token.lower) && at > 0 && at + 1 < tokens.size() &&
      tokens[at + 1].kind == TokenKind::word && words_.find(next) == kNoWord) {
    const bool article = is_article(before) && at > 1 && is_place_word(tokens[at - 2].lower);
    if (article || is_place_word(before)) {
      add(path_, tokens[at + 1].raw, reading);
      at += 2;
      return true;
    }
  }
  const bool placed =
      is_place_word(before) || (is_article(before) && at > 1 && is_place_word(tokens[at - 2].lower));
  const bool named_folder = is_known_folder(token.lower) && (placed || is_folder_noun(next));
  const WordId known = words_.find(token.lower);
  const bool some_folder =
      placed && is_folder_noun(next) && (known == kNoWord || !filler_.test(known)) &&
      !is_one_of(token.lower, {"which", "what", "each", "every", "same", "all", "some", "largest", "biggest",
                               "newest", "latest", "recent", "hidden", "empty", "file"});
  if (!named_folder && !some_folder) return false;
  add(path_, token.raw, reading);
  at += is_folder_noun(next) ? 2 : 1;
  return true;
}

bool Lexicon::read_known(std::string_view word, Reading& reading) const {
  const WordId id = words_.find(word);
  if (id == kNoWord) return false;
  add(id, {}, reading);
  return true;
}

void Lexicon::read_word(const std::vector<Token>& tokens, std::size_t& at, Reading& reading) const {
  const std::string_view word = tokens[at].lower;
  const std::string_view next = at + 1 < tokens.size() ? tokens[at + 1].lower : std::string_view();
  using Merge = std::array<std::string_view, 3>;
  static constexpr std::array<Merge, 9> kMerges = {{{"file", "system", "filesystem"},
                                                    {"file", "systems", "filesystems"},
                                                    {"all", "right", "alright"},
                                                    {"up", "time", "uptime"},
                                                    {"host", "name", "hostname"},
                                                    {"start", "up", "startup"},
                                                    {"boot", "up", "bootup"},
                                                    {"sub", "directories", "subdirectories"},
                                                    {"dot", "files", "dotfiles"}}};
  for (const auto& [first, second, merged] : kMerges) {
    if (word == first && next == second && read_known(merged, reading)) {
      at += 2;
      return;
    }
  }
  if (is_one_of(word, {"named", "called", "matching"}) && at + 1 < tokens.size() &&
      is_one_of(tokens[at].lower, {"named", "called", "matching"}) &&
      (tokens[at + 1].kind == TokenKind::word || tokens[at + 1].kind == TokenKind::quoted ||
       tokens[at + 1].kind == TokenKind::file_name)) {
    read_known("named", reading);
    const Token& name = tokens[at + 1];
    add(name_, name.value.empty() ? name.raw : std::string_view(name.value), reading);
    at += 2;
    return;
  }
  if (read_place(tokens, at, reading)) return;
  ++at;
  if (const std::string_view digits = number_word(word); !digits.empty())
    return add(number_, digits, reading);
  if (read_known(word, reading)) return;
  // "what's", "machine's", "what're"
  if (const std::size_t quote = word.find('\''); quote != std::string_view::npos && quote > 0) {
    const std::string_view stem = word.substr(0, quote);
    const std::string_view rest = word.substr(quote + 1);
    if ((rest == "s" || rest == "re" || rest == "m" || rest == "ve" || rest.empty()) &&
        read_known(stem, reading)) {
      const bool verb = is_one_of(
          stem, {"what", "how", "it", "that", "there", "here", "everything", "who", "when", "which"});
      if (rest == "s" && verb) read_known("is", reading);
      if (rest == "re") read_known("are", reading);
      if (rest == "m") read_known("am", reading);
      if (rest == "ve") read_known("have", reading);
      return;
    }
  }
  if (is_one_of(word, {"whats", "hows", "whens", "whos"}) &&
      read_known(word.substr(0, word.size() - 1), reading)) {
    read_known("is", reading);
    return;
  }
  // "cpu-usage"
  if (const std::size_t dash = word.find_first_of("-_"); dash != std::string_view::npos && dash > 0) {
    const std::string_view left = word.substr(0, dash);
    const std::string_view right = word.substr(dash + 1);
    if (words_.find(left) != kNoWord && words_.find(right) != kNoWord) {
      read_known(left, reading);
      read_known(right, reading);
      return;
    }
  }
  const WordId corrected = words_.correct(word);
  // A word that does something is never guessed.
  if (corrected != kNoWord && !other_.test(corrected)) {
    ++reading.corrected;
    return add(corrected, {}, reading);
  }
  ++reading.unknown;
  ++reading.content;
}

Reading Lexicon::read(const Utterance& utterance) const {
  Reading reading;
  reading.items.reserve(utterance.tokens.size() + 4);
  const std::vector<Token>& tokens = utterance.tokens;
  for (std::size_t at = skip_openings(tokens); at < tokens.size();) {
    const Token& token = tokens[at];
    const std::string_view next = at + 1 < tokens.size() ? tokens[at + 1].lower : std::string_view();
    const std::string_view before = at > 0 ? tokens[at - 1].lower : std::string_view();
    switch (token.kind) {
      case TokenKind::word:
        read_word(tokens, at, reading);
        continue;
      case TokenKind::number:
        add(number_, token.raw, reading);
        break;
      case TokenKind::path:
      case TokenKind::quoted:
        add(path_, token.value, reading);
        break;
      case TokenKind::glob:
        add(glob_, token.value, reading);
        break;
      case TokenKind::extension:
        // ".py files" and "ending in .py", else a hidden file's name.
        if (is_one_of(next, {"file", "files"}) ||
            is_one_of(before, {"ending", "extension", "with", "extensions"}) ||
            (before == "in" && at > 1 && tokens[at - 2].lower == "ending")) {
          reading.items.push_back({.word = words_.word(glob_), .value = token.value});
          reading.words.set(glob_);
          ++reading.content;
        } else {
          add(path_, token.value, reading);
        }
        break;
      case TokenKind::file_name:
        if (looks_like_host(token.lower)) {
          ++reading.unknown;
          ++reading.content;
        } else {
          add(path_, token.value, reading);
        }
        break;
    }
    ++at;
  }
  return reading;
}

}  // namespace maxos::language
