// The terms of an utterance with other words for some of them.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/terms.h"
#include "language/utterance.h"
#include "language/word_forms.h"

namespace maxos::language {

// Slips that the model takes for other words, or that rules look for.
inline constexpr std::array kSlips =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"allready", "already"},
                                                                  {"b4", "before"},
                                                                  {"arent", "aren't"},
                                                                  {"doesnt", "doesn't"},
                                                                  {"isnt", "isn't"},
                                                                  {"wasnt", "wasn't"},
                                                                  {"hasnt", "hasn't"},
                                                                  {"havent", "haven't"},
                                                                  {"alredy", "already"},
                                                                  {"becouse", "because"},
                                                                  {"becuase", "because"},
                                                                  {"befor", "before"},
                                                                  {"courious", "curious"},
                                                                  {"detials", "details"},
                                                                  {"detailes", "details"},
                                                                  {"minuts", "minutes"},
                                                                  {"minuets", "minutes"},
                                                                  {"munites", "minutes"},
                                                                  {"overwirte", "overwrite"},
                                                                  {"plaese", "please"},
                                                                  {"pleas", "please"},
                                                                  {"plese", "please"},
                                                                  {"runing", "running"},
                                                                  {"organise", "organize"},
                                                                  {"organised", "organized"},
                                                                  {"summarise", "summarize"},
                                                                  {"secounds", "seconds"},
                                                                  {"vids", "videos"},
                                                                  {"pix", "pictures"},
                                                                  {"urself", "yourself"},
                                                                  {"tmrw", "tomorrow"},
                                                                  {"serching", "search"},
                                                                  {"whitch", "which"},
                                                                  {"wich", "which"},
                                                                  {"smaler", "smaller"},
                                                                  {"biger", "bigger"},
                                                                  {"fourty", "forty"},
                                                                  {"fiveteen", "fifteen"},
                                                                  {"ninty", "ninety"},
                                                                  {"twelfe", "twelve"},
                                                                  {"eigth", "eight"},
                                                                  {"thrity", "thirty"},
                                                                  {"donw", "down"},
                                                                  {"dwon", "down"},
                                                                  {"pyhton", "python"},
                                                                  {"phyton", "python"},
                                                                  {"pyton", "python"},
                                                                  {"establised", "established"},
                                                                  {"estabilished", "established"},
                                                                  {"foldr", "folder"},
                                                                  {"floder", "folder"},
                                                                  {"fodler", "folder"},
                                                                  {"direcotry", "directory"},
                                                                  {"directroy", "directory"},
                                                                  {"bigest", "biggest"},
                                                                  {"hiddn", "hidden"},
                                                                  {"overwite", "overwrite"},
                                                                  {"transacton", "transaction"},
                                                                  {"restrat", "restart"},
                                                                  {"restat", "restart"},
                                                                  {"restrt", "restart"},
                                                                  {"netwroks", "networks"},
                                                                  {"coppy", "copy"},
                                                                  {"moev", "move"},
                                                                  {"muve", "move"},
                                                                  {"serch", "search"},
                                                                  {"instaled", "installed"},
                                                                  {"somwhere", "somewhere"}});

// Slips are put right from the start, but in names.
class Rewording {
 public:
  Rewording(const Utterance& utterance, std::span<const Term> terms)
      : utterance_(utterance), terms_(terms), instead_(terms.size()), dropped_(terms.size()) {
    pauses_.reserve(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const std::string_view before_it = before(i);
      pauses_.push_back(i == 0 || before_it.find_first_of(",.;:!?(") != std::string_view::npos ||
                        before_it.find(" - ") != std::string_view::npos);
      for (const auto& [slip, word] : kSlips) {
        // At the beginning it is a question's, and the speller's.
        if (slip.size() == terms[i].lower.size() && slip == terms[i].lower && is_word(i) && !is_name(i) &&
            (i > 0 || word != "which"))
          replace(i, word);
      }
    }
  }

  // The word as it is now; empty for values, quotations and what was dropped.
  std::string_view at(std::size_t i) const {
    if (!is_word(i) || dropped_[i]) return {};
    return instead_[i].empty() ? terms_[i].lower : std::string_view(instead_[i]);
  }
  // As at(), of words that number too.
  std::string_view spoken(std::size_t i) const {
    return i < terms_.size() && terms_[i].kind == TermKind::number && instead_[i].empty() ? terms_[i].lower
                                                                                          : at(i);
  }
  bool is_word(std::size_t i) const { return i < terms_.size() && terms_[i].kind == TermKind::word; }
  std::size_t size() const { return terms_.size(); }
  // A word of no letters beyond the last.
  const Term& term(std::size_t i) const {
    static const Term none;
    return i < terms_.size() ? terms_[i] : none;
  }
  std::string_view before(std::size_t i) const {
    if (i >= terms_.size()) return {};
    const std::size_t from = i == 0 ? 0 : terms_[i - 1].end;
    return std::string_view(utterance_.clean).substr(from, terms_[i].begin - from);
  }
  // Whether the writer pauses before it; he does at both ends.
  bool pauses(std::size_t i) const { return i >= size() || pauses_[i]; }
  // Past "please", where an order begins.
  std::size_t behind_please() const {
    std::size_t i = 0;
    while (is_one_of(at(i), "please", "pls", "plz", "kindly")) ++i;
    return i;
  }
  bool asks() const { return utterance_.clean.find('?') != std::string::npos; }
  template <std::size_t... Sizes>
  bool any(std::size_t first, std::size_t last, const char (&... words)[Sizes]) const {
    for (std::size_t i = first; i < std::min(last, size()); ++i) {
      if (is_one_of(at(i), words...)) return true;
    }
    return false;
  }
  template <std::size_t... Sizes>
  bool says(std::size_t i, const char (&... words)[Sizes]) const {
    return (is_one_of(at(i++), words) && ...);
  }

  void replace(std::size_t i, std::string_view word) {
    instead_[i] = word;
    changed_ = true;
  }
  void drop(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < std::min(last, size()); ++i) dropped_[i] = true;
    changed_ = true;
  }
  bool changed() const { return changed_; }

  std::string text() const {
    std::string out;
    std::string_view gap;
    for (std::size_t i = 0; i < size(); ++i) {
      const bool behind_drop = i > 0 && dropped_[i - 1];
      // Of the pauses before and behind what was dropped, one is left.
      if (!behind_drop || before(i).find_first_not_of(' ') != std::string_view::npos) gap = before(i);
      if (dropped_[i]) continue;
      if (!out.empty()) out.append(gap);
      const std::string_view said =
          std::string_view(utterance_.clean).substr(terms_[i].begin, terms_[i].end - terms_[i].begin);
      out.append(instead_[i].empty() ? said : std::string_view(instead_[i]));
    }
    if (!terms_.empty() && !dropped_.back()) out.append(utterance_.clean.substr(terms_.back().end));
    return out;
  }

 private:
  // "the folder wich", "called allready"
  bool is_name(std::size_t i) const {
    return i > 0 && (is_folder_noun(terms_[i - 1].lower) ||
                     is_one_of(terms_[i - 1].lower, "called", "named", "file", "name", "project", "phrase",
                               "package", "word", "text", "delete", "remove", "move", "copy", "rename",
                               "open", "read", "create", "find", "grep", "for", "containing", "mention",
                               "mentions", "with", "branch", "deploy"));
  }

  const Utterance& utterance_;
  std::span<const Term> terms_;
  std::vector<std::string> instead_;
  std::vector<bool> dropped_;
  std::vector<bool> pauses_;
  bool changed_ = false;
};

}  // namespace maxos::language
