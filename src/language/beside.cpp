#include "language/beside.h"

#include <algorithm>
#include <array>
#include <vector>

#include "language/caution.h"
#include "language/clauses.h"
#include "language/reasons.h"
#include "language/service_names.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Between which terms somebody pauses, and how.
std::string_view pause_before(const Utterance& utterance, std::span<const Term> terms, std::size_t i) {
  return std::string_view(utterance.clean).substr(terms[i - 1].end, terms[i].begin - terms[i - 1].end);
}

std::size_t behind_please(const Words& words, std::size_t at) {
  while (
      is_one_of(words.meant(at), "please", "pls", "plz", "so", "then", "now", "just", "ok", "okay", "right"))
    ++at;
  return at;
}

// "okay that's me done for the evening turn the computer off": said without a pause, as dictation has it.
bool goes_on_to_order(const Words& words, std::size_t from, std::size_t at) {
  std::size_t i = behind_please(words, from);
  if (is_one_of(words.meant(i), "that's", "thats") && words.meant(i + 1) == "me") {
    i += 2;
  } else if (is_one_of(words.meant(i), "i'm", "im")) {
    ++i;
  } else {
    return false;
  }
  if (!is_one_of(words.meant(i), "done", "finished", "off", "going", "leaving", "heading", "out", "away",
                 "tired", "knackered", "home") ||
      at < i + 2)
    return false;
  return is_order_word(words.meant(at)) && begins_order(words, at) &&
         !is_one_of(words.meant(at - 1), "to", "and", "or", "i", "we", "you", "the", "a", "my", "will", "not",
                    "never", "don't", "for", "can", "could", "may", "with", "of", "before", "after", "when",
                    "if", "until", "let", "should");
}

// Whether an order may end with term `at`: with a value, a particle or a noun, and with nothing that leads
// on.
bool may_end_order(const Words& words, std::size_t at) {
  const std::string_view word = words.meant(at);
  if (words.term(at).kind != TermKind::word) return true;
  return !is_determiner(word) && !is_order_word(word) && !is_inside_word(word) && !is_finite(word) &&
         !is_pronoun(word) &&
         !is_one_of(word, "and", "or", "to", "that", "which", "who", "what", "if", "because", "so", "as",
                    "than", "when", "while", "until", "where", "how", "be", "not", "you", "u", "me", "us",
                    "for", "with", "from", "of", "by", "at", "whether", "but", "whose", "why", "before",
                    "after", "since", "like", "only", "just", "also", "all", "both", "is", "are", "see",
                    "know", "think", "about", "every", "each", "new", "old", "big", "into", "onto",
                    "whatever", "everything", "anything", "files", "file", "stuff", "things", "ones", "one",
                    "folders", "photos", "pictures", "documents");
}

// "restart the web server the ticket page is stuck", "delete ~/a.mp4 i watched it": dictated, without a
// pause.
bool runs_on(const Words& words, std::size_t first, std::size_t at, std::size_t end) {
  const std::string_view word = words.meant(at);
  const bool somebody =
      is_one_of(word, "i", "we", "i'm", "im", "we're", "they", "it's", "there's", "theres", "nobody",
                "everyone", "my", "our", "the", "nothing") ||
      (word == "it" && is_one_of(words.meant(at + 1), "was", "is", "has", "keeps", "hangs"));
  // "bin it it was rubbish"
  const bool brief = word == "it" && is_one_of(words.meant(at + 2), "rubbish", "junk", "nothing", "useless",
                                               "broken", "wrong", "garbage", "empty", "old", "stuck", "fake",
                                               "spam", "crap", "full", "slow", "outdated");
  const std::size_t shortest = brief ? 3 : 4;
  if (!somebody || at < first + 2 || end < at + shortest ||
      !begins_order(words, behind_please(words, first)) || !may_end_order(words, at - 1))
    return false;
  // "join | the network called cafe", "power off | the pc that my wife works on": what the verb is done to
  // comes first.
  const auto is_named = [&](std::size_t i) {
    return words.term(i).kind != TermKind::word || is_service_name(words.meant(i)) ||
           (i > first && is_one_of(words.meant(i), "trash", "bin")) ||
           (i > first + 1 && is_determiner(words.meant(i - 1))) ||
           (i > first + 2 && is_determiner(words.meant(i - 2)));
  };
  const bool for_good = at > first + 3 && words.meant(at - 2) == "for" && words.meant(at - 1) == "good";
  const std::size_t last = for_good ? at - 3 : at - 1;
  const bool particle = is_one_of(words.meant(last), "off", "on", "up", "down", "back", "now", "please",
                                  "pls", "again", "here");
  if (!is_named(last) && !(particle && last > first + 1 && is_named(last - 1))) return false;
  for (std::size_t i = at + 1; i < std::min(end, at + 5); ++i) {
    if (is_one_of(words.meant(i), "that", "which", "who", "whose", "where")) return false;
  }
  // "the moment karl agrees"
  for (const std::size_t i : {at - 1, at + 1}) {
    if (is_one_of(words.meant(i), "moment", "minute", "instant", "next", "day", "second", "time"))
      return false;
  }
  // "the folder the boss uses": which, and not why.
  return !is_finite(words.meant(end - 1)) && statement_in(words, {at, end}, {first, at}).found;
}

// What goes wrong, is needed or is over; not what somebody says, and nothing that speaks of the order itself.
bool tells_trouble(const Words& words, Stretch part) {
  std::size_t finite = 0;
  for (std::size_t i = part.first; i < part.last; ++i) {
    if (is_finite(words.meant(i))) ++finite;
    if (is_one_of(words.meant(i), "wrong", "right", "true", "false", "mind", "approval", "subject",
                  "sentence", "answer", "request", "rights", "exercise", "homework", "freeze", "word",
                  "words", "line", "text", "manual"))
      return false;
  }
  const std::string_view first = words.meant(part.first);
  if (finite > 1 && !is_one_of(first, "i", "we")) return false;
  const std::string_view second = words.meant(part.first + 1);
  if (first == "nothing") return true;
  // "it was only me trying the scanner"
  if (first == "it")
    return is_one_of(second, "was", "keeps", "hangs") ||
           (second == "is" && !is_determiner(words.meant(part.first + 2)));
  if (is_one_of(first, "i'm", "im", "we're", "there's", "theres", "it's", "its"))
    return !is_determiner(second);
  if (is_one_of(first, "i", "we", "nobody", "everyone", "they"))
    return is_one_of(second, "watched", "got", "made", "downloaded", "saved", "found", "took", "scanned",
                     "received", "need", "finished", "am", "are", "wanna", "can't", "cant", "cannot", "needs",
                     "wants", "uses", "own", "ran", "don't", "dont") &&
           (second == "watched" || !is_one_of(words.meant(part.first + 2), "it", "know", "want", "think"));
  for (std::size_t i = part.first + 1; i < part.last; ++i) {
    const std::string_view word = words.meant(i);
    if (is_finite(word) || is_past(word))
      return is_one_of(word, "is", "are", "isn't", "isnt", "aren't", "keeps", "hangs", "hang", "won't",
                       "wont", "doesn't", "doesnt", "don't", "can't", "cant", "cannot", "crashed", "crashes",
                       "died", "broke", "froze", "freezes", "leaks", "needs", "wants", "lets", "fails",
                       "failed", "will", "has", "does");
  }
  return false;
}

std::size_t next_pause(const Utterance& utterance, std::span<const Term> terms, std::size_t at) {
  while (++at < terms.size()) {
    if (pause_before(utterance, terms, at).find_first_of(",.;!?()") != std::string_view::npos) break;
  }
  return std::min(at, terms.size());
}

struct Part {
  Stretch terms;
  bool asked;  // a question mark behind it
  bool runs_on = false;
};

// "…, so please deploy it", "…, so could you make a folder": what stands before is why, whatever it tells.
bool asks_therefore(const Words& words, std::size_t at) {
  if (words.meant(at) != "so") return false;
  const std::string_view next = words.meant(at + 1);
  return is_one_of(next, "please", "pls", "plz", "kindly") ||
         (is_one_of(next, "could", "can", "would", "will") && is_one_of(words.meant(at + 2), "you", "u"));
}

std::vector<Part> parts_beside(const Utterance& utterance, std::span<const Term> terms, const Words& words) {
  std::vector<Part> parts;
  std::size_t first = 0;
  bool ran_on = false;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::string_view between = pause_before(utterance, terms, i);
    const bool pause = between.find_first_of(",.;!?()") != std::string_view::npos ||
                       between.find(" - ") != std::string_view::npos;
    // "i'm on call tonight so connect the vpn"
    const bool so = i > first + 2 && ((words.meant(i) == "so" && is_order_word(words.meant(i + 1))) ||
                                      asks_therefore(words, i));
    // "the quota is used up: delete ~/cache"
    const bool colon = between.find(':') != std::string_view::npos && i > first + 2 &&
                       begins_order(words, behind_please(words, i)) && !begins_order(words, first);
    const bool other = pause || colon || so || begins_reason(words, i) || goes_on_to_order(words, first, i);
    const bool on = !other && runs_on(words, first, i, next_pause(utterance, terms, i));
    if (!other && !on) continue;
    parts.push_back({{first, i}, between.find('?') != std::string_view::npos, ran_on});
    first = i;
    ran_on = on || (!pause && is_one_of(words.meant(i), "it's", "its"));
  }
  const std::string_view end = std::string_view(utterance.clean).substr(terms.back().end);
  parts.push_back({{first, terms.size()}, end.find('?') != std::string_view::npos, ran_on});
  return parts;
}

// "no no no that's not what I wanted", in front of what takes it back.
Stretch without_dismay(const Words& words, Stretch part) {
  while (part.first < part.last && is_one_of(words.meant(part.first), "no", "nope", "oh", "wait", "oops",
                                             "ups", "damn", "ugh", "argh", "hey", "sorry", "shit", "stop"))
    ++part.first;
  return part;
}

bool undoes(const Words& words, std::size_t at) {
  at = behind_please(words, at);
  return is_one_of(words.meant(at), "undo", "revert", "rollback", "restore") ||
         (is_one_of(words.meant(at), "take", "put", "roll", "bring") && words.any_at_all("back"));
}

// "and restart it", "then delete ~/x" within what began as a statement.
bool hides_order(const Words& words, Stretch part) {
  for (std::size_t i = part.first + 1; i + 1 < part.last; ++i) {
    if (is_one_of(words.meant(i), "and", "then", "so", "please", "pls", "plz") &&
        (is_order_word(words.meant(i + 1)) || is_one_of(words.meant(i + 1), "please", "then", "also")))
      return true;
  }
  return false;
}

// Not a condition, not another order, and not what somebody else says.
bool tells_why(const Words& words, Stretch part) {
  const std::string_view first = words.meant(part.first);
  if (part.last - part.first < 3 || is_order_word(first) ||
      is_one_of(first, "if", "when", "whenever", "unless", "once", "after", "until", "till", "before",
                "while", "as", "in", "should", "do", "don't", "dont", "never", "not", "please", "can",
                "could", "would", "will", "what", "how", "why", "who", "where", "which", "is", "are", "does",
                "did", "let", "first", "then", "or", "but", "and", "except", "only", "instead"))
    return false;
  for (std::size_t i = part.first; i < part.last; ++i) {
    if (words.term(i).kind != TermKind::word && words.term(i).kind != TermKind::age &&
        words.term(i).kind != TermKind::number)
      return false;
    if (is_one_of(words.meant(i), "said", "says", "say", "told", "tells", "tell", "wrote", "writes", "write",
                  "reads", "read", "asked", "asks", "ask", "mail", "email", "letter", "sign", "message",
                  "chat", "quote", "quotes", "heard", "shouted", "should", "must", "mustn't", "not", "don't",
                  "dont", "never", "if", "unless"))
      return false;
  }
  return true;
}

}  // namespace

std::optional<BesideStatements> beside_statements(const Utterance& utterance, std::span<const Term> terms,
                                                  std::span<const Seen> seen) {
  if (terms.size() < 4) return std::nullopt;
  const std::array<bool, kMaxTokens + 1> none{};
  const Words words(terms, seen, std::span(none).first(terms.size()));
  const std::vector<Part> parts = parts_beside(utterance, terms, words);
  if (parts.size() < 2) return std::nullopt;
  const auto is_why = [&](std::size_t i) {
    return i + 1 < parts.size() && !parts[i].asked && asks_therefore(words, parts[i + 1].terms.first) &&
           tells_why(words, parts[i].terms);
  };
  const auto tells = [&](std::size_t i) {
    return (!parts[i].asked && statement_in(words, parts[i].terms, {0, 0}).found) ||
           is_aside(words, parts[i].terms, {0, 0}) || is_why(i);
  };
  // What takes a change back may be given with dismay.
  std::size_t first = 0;
  const bool undone_later = std::any_of(parts.begin(), parts.end(),
                                        [&](const Part& part) { return undoes(words, part.terms.first); });
  while (first + 1 < parts.size() && undone_later &&
         is_one_of(words.meant(parts[first].terms.first), "no", "nope", "oh", "wait", "oops", "damn", "ugh"))
    ++first;
  while (first < parts.size() && tells(first)) ++first;
  std::size_t last = first;
  while (last < parts.size() && !tells(last)) ++last;
  if (first == last) return std::nullopt;
  // "stop mysql, no, start it": taken back within a breath.
  for (std::size_t i = first + 1; i < parts.size(); ++i) {
    if (parts[i].terms.last - parts[i].terms.first == 1 &&
        is_one_of(words.meant(parts[i].terms.first), "no", "nope", "nah", "wait", "not", "never", "stop",
                  "don't", "dont"))
      return BesideStatements{.on_change = Bearing::forbids, .on_read = Bearing::changes};
  }
  if (first == 0 && last == parts.size()) return std::nullopt;
  const Stretch order{parts[first].terms.first, parts[last - 1].terms.last};
  // "my phone has no battery, what can i do": for advice about that.
  if (words.meant(order.first) == "what" && words.meant(order.first + 2) == "i" &&
      words.meant(order.first + 3) == "do")
    return std::nullopt;
  BesideStatements out;
  const std::size_t verb = behind_please(words, order.first);
  out.orders = begins_order(words, verb);
  out.verb = words.meant(verb);
  if (first > 0 && speaks_of_aside(words, order) && !takes_back(words, order)) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i >= first && i < last) continue;
    const bool undone = takes_back(words, order) && undoes(words, order.first);
    const Stretch part = undone ? without_dismay(words, parts[i].terms) : parts[i].terms;
    if (parts[i].runs_on)
      out.on_change =
          std::max(out.on_change, tells_trouble(words, part) ? Bearing::doubtful : Bearing::forbids);
    if (part.first == part.last || is_aside(words, part, order)) continue;
    Statement told = statement_in(words, part, order);
    // What cannot be judged is a reason all the same, and the change is confirmed.
    if (i < first && is_why(i) && (!told.found || told.on_change >= Bearing::changes))
      told = {.found = true, .on_change = Bearing::doubtful, .on_read = Bearing::none};
    if (!told.found || parts[i].asked || hides_order(words, part)) return std::nullopt;
    out.on_change = std::max(out.on_change, told.on_change);
    out.on_read = std::max(out.on_read, told.on_read);
  }
  out.text = text_of(utterance, terms[order.first], terms[order.last - 1]);
  return out;
}

}  // namespace maxos::language
