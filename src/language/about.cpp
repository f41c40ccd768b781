#include "language/about.h"

#include <algorithm>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_resolver_noun(std::string_view word) {
  return is_one_of(word, "resolver", "resolvers", "nameserver", "nameservers", "dns-server", "dns-servers");
}

bool is_server_noun(std::string_view word) {
  return is_one_of(word, "server", "servers", "resolver", "resolvers");
}

// "dns servers", "name server"
bool is_resolver_pair(std::string_view word, std::string_view next) {
  return is_one_of(word, "dns", "name") && is_server_noun(next);
}

// "dns configuration"
bool is_setup_pair(std::string_view word, std::string_view next) {
  return word == "dns" && is_one_of(next, "configuration", "config", "settings", "setup");
}

// Politeness and questions, which may stand before what is asked for.
bool opens(std::string_view word) {
  return is_one_of(word, "which", "what", "what's", "whats", "who", "whose", "show", "list", "tell", "give",
                   "print", "display", "see", "read", "get", "find", "me", "us", "can", "could", "would",
                   "please", "pls", "i", "i'd", "like", "want", "to", "know", "hey", "need", "kindly", "you",
                   "wonder");
}

// Words of how a machine uses them.
bool tells_of_use(std::string_view word) {
  return is_one_of(word, "use", "uses", "used", "using", "configured", "asks", "asked", "queries", "queried",
                   "talks", "in-use", "has", "have", "got", "current", "currently", "default", "set",
                   "answers");
}

bool joins(std::string_view word) {
  return is_one_of(word, "the", "my", "our", "your", "this", "these", "of", "on", "for", "in", "by", "at",
                   "is", "are", "does", "do", "we", "all", "there", "here", "now", "ip", "ips", "address",
                   "addresses", "from", "names", "dns", "local", "right", "moment", "that", "with", "as",
                   "system", "upstream");
}

bool names_machine_itself(std::string_view word) {
  return is_one_of(word, "machine", "server", "computer", "box", "host", "system", "laptop", "pc", "node",
                   "device", "appliance");
}

// Everything that such a question is made of.
bool is_of_the_question(std::string_view word) {
  return is_resolver_noun(word) || is_server_noun(word) || opens(word) || tells_of_use(word) || joins(word) ||
         names_machine_itself(word) ||
         is_one_of(word, "name", "configuration", "config", "settings", "setup");
}

// The machine's own resolvers; of others' the sentence has a word that is none of these.
bool asks_for_resolvers(std::span<const Term> terms, std::span<const Seen> seen) {
  constexpr std::size_t kLongest = 16;
  if (terms.empty() || terms.size() > kLongest) return false;
  // The speller knows fewer of these words than there are.
  const auto said = [&](std::size_t i) {
    if (i >= terms.size()) return std::string_view();
    return seen[i].corrected && !is_of_the_question(terms[i].lower) ? seen[i].word : terms[i].lower;
  };
  // "set the dns server", "use our resolver" would change something, "is the resolver active" asks for no
  // list.
  if (is_one_of(said(0), "is", "are", "do", "does", "have", "has", "set", "use", "asks")) return false;
  std::size_t noun = terms.size();
  bool used = false;
  bool does = false;
  bool dns = false;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string_view word = said(i);
    if (terms[i].kind != TermKind::word) return false;
    const bool pair = is_resolver_pair(word, said(i + 1)) || is_setup_pair(word, said(i + 1));
    if (pair || is_resolver_noun(word)) {
      noun = std::min(noun, i);
      i += pair ? 1 : 0;
      continue;
    }
    used = used || tells_of_use(word);
    does = does || word == "do" || word == "does";
    dns = dns || word == "dns";
    if (!opens(word) && !tells_of_use(word) && !joins(word) && !names_machine_itself(word)) return false;
  }
  if (does && !used) return false;
  // "which dns do we use"
  if (noun == terms.size()) return used && dns && is_one_of(said(0), "which", "what");
  // "what are nameservers" asks what the word means.
  return !(noun > 0 && is_one_of(said(noun - 1), "is", "are", "what's", "whats") &&
           is_one_of(said(0), "what", "what's", "whats", "who"));
}

bool speaks_of_inodes(std::span<const Term> terms, std::span<const Seen> seen) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string_view word = seen[i].corrected ? seen[i].word : terms[i].lower;
    if (terms[i].kind == TermKind::word && is_one_of(word, "inode", "inodes", "i-node", "i-nodes"))
      return true;
  }
  return false;
}

}  // namespace

std::string_view about_of(std::string_view intent, std::span<const Term> terms, std::span<const Seen> seen) {
  if (intent == "network.dns" && asks_for_resolvers(terms, seen)) return "servers";
  if (intent == "system.disk" && speaks_of_inodes(terms, seen)) return "inodes";
  return {};
}

}  // namespace maxos::language
