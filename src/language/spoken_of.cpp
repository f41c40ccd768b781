#include "language/spoken_of.h"

#include "language/clauses.h"
#include "language/looked_at.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

class SpokenOf : LookedAt {
 public:
  using LookedAt::LookedAt;

  Caution caution() const {
    if (ends_with_saying() || is_predicated() || somebody_does() || is_as_somebody_did() || is_so_already())
      return Caution::reported;
    if (is_from_host()) return Caution::elsewhere;
    if (is_within_what_is_named()) return Caution::part;
    if (is("file.organize") && said_.any(0, said_.size(), "column", "columns", "row", "rows", "lines"))
      return Caution::other_action;
    return Caution::none;
  }

 private:
  // "move ~/x to ~/y the commenter wrote", "commit with message "fix" karl said"
  bool ends_with_saying() const {
    std::size_t last = said_.size();
    while (last > 1 && is_polite(said_.at(last - 1))) --last;
    if (last < 3 || said_.pauses(last - 1) || said_.pauses(last - 2) || !said_.is_word(last - 2))
      return false;
    if (!is_one_of(said_.at(last - 1), "said", "says", "wrote", "writes", "printed", "prints", "shouted",
                   "whispered", "demanded", "demands", "posted", "explained", "announced", "typed",
                   "recommends", "recommended", "suggests", "suggested", "laughed", "proposed", "proposes",
                   "begins", "assigned", "yelled", "insists", "claims", "claimed"))
      return false;
    // A name or a noun says it; "what the ticket says" names something.
    for (std::size_t i = 0; i + 2 < last; ++i) {
      if (is_one_of(said_.at(i), "what", "whatever", "as", "how", "that", "which")) return false;
    }
    const bool message = is("dev.commit") && fills_slot(last - 1);
    return !message || text_.find('"') != std::string_view::npos;
  }

  // "create a go project was the homework", "… because nobody prints makes no sense to me"
  bool is_predicated() const {
    if (!is_change_word(said_.at(0))) return false;
    for (std::size_t i = 2; i + 1 < said_.size() && !said_.pauses(i); ++i) {
      if (is_one_of(said_.at(i), "that", "which", "what", "whatever", "who", "there", "it")) return false;
      if (fills_slot(i) || is_pronoun(said_.at(i - 1))) continue;
      if (is_one_of(said_.at(i), "was", "is") &&
          is_one_of(said_.at(i + 1), "what", "how", "why", "the", "his", "her", "their", "a"))
        return true;
      if (said_.says(i, "makes", "no", "sense")) return true;
    }
    return false;
  }

  // "i want that karl deletes ~/a", "now it's time Karl deletes ~/a"
  bool somebody_does() const {
    if (any_base()) return false;
    for (std::size_t i = 1; i + 1 < said_.size(); ++i) {
      const std::string_view word = said_.at(i);
      if (!is_third_person(word)) continue;
      if (said_.is_word(i + 1) && !is_determiner(said_.at(i + 1))) continue;
      const std::string_view who = said_.at(i - 1);
      if (said_.is_word(i - 1) && !is_polite(who) && !is_determiner(who) && !is_you(who) &&
          !is_one_of(who, "to", "and", "or", "that", "which", "i", "we", "it", "who", "can", "will", "of"))
        return true;
    }
    return false;
  }

  // "copy ~/a as karl did"
  bool is_as_somebody_did() const {
    const std::size_t size = said_.size();
    return size > 4 && is_one_of(said_.at(size - 1), "did", "does", "has", "would") &&
           is_one_of(said_.at(size - 3), "as", "like") && said_.is_word(size - 2);
  }

  // "a virus sits in the file ~/a.exe, delete it": the virus, or the file?
  bool is_within_what_is_named() const {
    if (!is("file.delete") && !is("file.move")) return false;
    bool told = false;
    for (std::size_t i = 0; i + 2 < said_.size(); ++i) {
      if (i > 0 && said_.pauses(i)) return false;
      told = told || is_finite(said_.at(i)) || is_past(said_.at(i));
      if (said_.is_word(i) || !fills_slot(i)) continue;
      return told && said_.pauses(i + 1) && said_.any(0, i, "in", "inside", "within", "under") &&
             said_.any(i + 1, said_.size(), "it", "them");
    }
    return false;
  }

  // "delete ~/a it is gone", "make a directory ~/a it exists"
  bool is_so_already() const {
    const std::size_t size = said_.size();
    if (size < 4 || is("file.undo")) return false;
    const bool told = is_one_of(said_.at(size - 2), "it's", "its") ||
                      (is_one_of(said_.at(size - 2), "is", "was") && said_.at(size - 3) == "it");
    return (told &&
            is_one_of(said_.at(size - 1), "gone", "done", "there", "deleted", "finished", "stopped")) ||
           (said_.says(size - 2, "it", "exists") && said_.at(size - 3) != "if");
  }

  // "copy ~/a from web01": taken for where it goes
  bool is_from_host() const {
    if (!is("file.copy") && !is("file.move")) return false;
    const auto destination = change_.slots.find("destination");
    if (destination == change_.slots.end()) return false;
    for (std::size_t i = 1; i < said_.size(); ++i) {
      if (said_.at(i - 1) == "from" && said_.is_word(i) && said_.term(i).raw == destination->second)
        return true;
    }
    return false;
  }
};

}  // namespace

Caution spoken_of(const Rewording& said, const Understanding& change, std::string_view text) {
  return SpokenOf(said, change, text).caution();
}

}  // namespace maxos::language
