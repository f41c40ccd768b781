// Rules in the form that matching needs, and the reading of tokens into what rules speak of.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "language/slot_reader.h"
#include "language/utterance.h"
#include "language/vocabulary.h"

namespace maxos::language {

// A rule as sets of words.
struct CompiledRule {
  std::string_view intent;
  std::string_view domain;
  std::vector<WordSet> needs;
  // Everything that the rule explains: needs, allowed words and fillers.
  WordSet explained;
  WordSet not_first;
};

// An utterance as the rules see it.
struct Reading {
  std::vector<Item> items;
  WordSet words;
  WordId first = kNoWord;
  // Words that nothing knows.
  std::size_t unknown = 0;
  std::size_t corrected = 0;
  // Words with content, known or not.
  std::size_t content = 0;
};

// Immutable after construction.
class Lexicon {
 public:
  Lexicon();
  Lexicon(const Lexicon&) = delete;
  Lexicon& operator=(const Lexicon&) = delete;

  const std::vector<CompiledRule>& rules() const { return rules_; }
  // The reading's strings live as long as the utterance.
  Reading read(const Utterance& utterance) const;

 private:
  struct Cursor;
  // Adds the ids of the words in `list` ("@group" for a group's).
  void compile(std::string_view list, WordSet& set);
  std::size_t skip_openings(const std::vector<Token>& tokens) const;
  void read_word(const std::vector<Token>& tokens, std::size_t& at, Reading& reading) const;
  bool read_place(const std::vector<Token>& tokens, std::size_t& at, Reading& reading) const;
  bool read_known(std::string_view word, Reading& reading) const;
  void add(WordId id, std::string_view value, Reading& reading) const;

  Vocabulary words_;
  std::vector<CompiledRule> rules_;
  std::vector<std::vector<std::string_view>> openings_;
  WordSet filler_;
  WordSet other_;
  WordId path_, glob_, number_, name_;
};

}  // namespace maxos::language
