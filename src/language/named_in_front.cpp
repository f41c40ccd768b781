#include "language/named_in_front.h"

#include <string>
#include <string_view>

#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Past "so could you please", where the order begins.
std::size_t past_asking(const Rewording& said, std::size_t at) {
  while (is_one_of(said.at(at), "please", "pls", "plz", "kindly", "can", "could", "would", "you", "u", "so"))
    ++at;
  return at;
}

// "leo needs udp 19132 for his game, can you allow it in the firewall": the one number that is named in
// front.
bool put_port_for_it(Rewording& said) {
  std::size_t first = 1;
  while (first < said.size() && !said.pauses(first)) ++first;
  const std::size_t verb = past_asking(said, first);
  if (!is_one_of(said.at(verb), "allow", "open", "block", "close", "permit", "unblock") ||
      said.at(verb + 1) != "it")
    return false;
  std::size_t port = said.size();
  bool needed = false;
  std::string_view protocol;
  for (std::size_t i = 0; i < first; ++i) {
    const std::string_view word = said.at(i);
    if (said.term(i).kind == TermKind::number && port == said.size()) {
      port = i;
    } else if (!said.is_word(i) || denies_it(word) ||
               is_one_of(word, "if", "says", "said", "should", "only")) {
      return false;
    }
    needed = needed || is_one_of(word, "need", "needs", "uses", "wants", "use", "want", "is");
    if (is_one_of(word, "udp", "tcp")) protocol = word;
  }
  if (port == said.size() || !needed) return false;
  std::string named = std::string("port ").append(said.term(port).raw);
  if (!protocol.empty()) named.append("/").append(protocol);
  said.replace(verb + 1, named);
  said.drop(0, verb);
  return true;
}

// "the tourist office has sent us brochure.zip. could you please unpack it?": what only adds, and takes
// nothing.
bool put_file_for_it(Rewording& said) {
  std::size_t last = said.size();
  while (last > 2 && is_one_of(said.at(last - 1), "please", "pls", "plz", "thanks", "thx")) --last;
  if (last < 5 || said.at(last - 1) != "it" ||
      !is_one_of(said.at(last - 2), "unpack", "unzip", "extract", "summarize", "read"))
    return false;
  std::size_t order = last - 2;
  while (order > 0 && !said.pauses(order)) --order;
  if (order < 3 || past_asking(said, order) != last - 2) return false;
  std::size_t file = said.size();
  bool came = false;
  for (std::size_t i = 0; i < order; ++i) {
    const std::string_view word = said.at(i);
    if (said.is_word(i)) {
      if (denies_it(word) || is_one_of(word, "if", "should", "must", "only", "said", "says", "until"))
        return false;
      came = came || is_one_of(word, "sent", "got", "received", "downloaded", "mailed", "gave", "uploaded",
                               "shared", "is", "lies", "brought", "made", "have");
    } else if (said.term(i).kind != TermKind::file || file != said.size()) {
      return false;
    } else {
      file = i;
    }
  }
  if (!came || file == said.size()) return false;
  said.replace(last - 1, said.term(file).raw);
  said.drop(0, order);
  return true;
}

}  // namespace

bool put_name_for_it(Rewording& said) {
  return put_port_for_it(said) || put_file_for_it(said);
}

}  // namespace maxos::language
