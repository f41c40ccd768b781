#include "language/statement_words.h"

#include "language/caution.h"
#include "language/word_forms.h"

namespace maxos::language {

bool is_speaker(std::string_view word) {
  return is_one_of(word, "i", "we", "i'm", "im", "i've", "ive", "we've", "weve", "we're", "i'd", "we'd",
                   "i'll", "we'll");
}

bool is_pronoun(std::string_view word) {
  return is_speaker(word) ||
         is_one_of(word, "it", "it's", "its", "they", "they're", "they've", "he", "she", "he's", "she's",
                   "there", "there's", "theres", "nobody", "noone", "everyone", "everybody", "somebody",
                   "someone", "sum1", "something", "nothing", "everything");
}

bool determines_noun(std::string_view word) {
  return is_determiner(word) ||
         is_one_of(word, "some", "these", "those", "every", "each", "another", "both", "half", "most", "all",
                   "too") ||
         (word.size() > 3 && word.ends_with("'s"));
}

// What tells of something, in the form that a subject asks for.
bool is_finite(std::string_view word) {
  return is_one_of(
      word, "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "can", "could", "will",
      "would", "should", "must", "might", "isn't", "isnt", "aren't", "arent", "wasn't", "wasnt", "weren't",
      "doesn't", "doesnt", "don't", "dont", "didn't", "didnt", "won't", "wont", "can't", "cant", "cannot",
      "couldn't", "hasn't", "hasnt", "haven't", "havent", "keeps", "keep", "hangs", "hang", "needs", "need",
      "wants", "want", "takes", "eats", "uses", "crashes", "crash", "fills", "runs", "stops", "loses",
      "shows", "show", "gives", "works", "died", "dies", "broke", "breaks", "crashed", "hung", "got", "gets",
      "went", "goes", "became", "lost", "came", "comes", "changed", "stinks", "says", "said", "swears",
      "claims", "claim", "thinks", "insists", "complains", "complain", "asks", "asked", "looks", "feels",
      "seems", "sounds", "smells", "makes", "made", "drives", "starts", "ran", "fell", "left", "sent",
      "wrote", "told", "reports", "sits", "lies", "expects", "knows", "likes", "hates", "refuses", "belongs",
      "moved", "happened", "happens", "begins", "ends", "opens", "closes", "failed", "fails", "turns",
      "blinks", "beeps", "screams", "stands", "won", "saw", "found", "thought", "took", "let", "lets",
      "calls", "called", "sings", "plays", "waits", "wonders", "depends", "means", "arrives", "leaves",
      "grows", "grew", "costs", "stay", "stays", "remain", "remains", "shouldn't", "mustn't", "forbids",
      "prohibits", "meets", "complained", "expired", "retired", "resigned", "ended", "leaked", "drops",
      "dropped", "expects", "visits", "moans", "nags", "whines", "grows", "freezes", "froze", "stalls",
      "lags", "spins", "rattles", "hums", "buzzes", "flickers", "rings", "pays", "helps", "hurts", "annoys",
      "confuses", "scares", "worries", "approaches", "quit", "stores", "lives", "lived", "returns", "travels",
      "floods", "chokes", "burns", "overheats", "trips", "tripped", "slows", "announces", "answers",
      "arrived", "moves", "allows", "approves", "requires", "decides", "objects", "insists", "forbid");
}

// Of several: "the guests see an error page".
bool is_plural_verb(std::string_view word) {
  return is_one_of(word, "see", "get", "use", "cannot", "come", "go", "know", "look", "love", "hate", "try",
                   "sit", "stand", "work", "load", "hang", "want", "need", "like", "wait", "call", "ask",
                   "complain", "struggle", "fail", "suffer", "lag", "arrive", "leave", "keep", "have", "are",
                   "were", "take", "eat", "fill", "sound", "seem", "feel", "think", "believe", "play", "pay",
                   "lose", "miss");
}

// "the mouse barely moves"
bool is_adverb(std::string_view word) {
  return (word.size() > 4 && word.ends_with("ly")) ||
         is_one_of(word, "just", "only", "never", "always", "often", "still", "already", "even", "now",
                   "again");
}

// "the night shift reported hiccups"
bool is_past(std::string_view word) {
  return word.size() > 4 && word.ends_with("ed");
}

// What no sentence about something begins with.
bool begins_no_statement(std::string_view word) {
  return word.empty() ||
         is_one_of(word, "in", "on", "at", "by", "with", "without", "for", "from", "of", "to", "into", "as",
                   "and", "or", "then", "also", "but", "only", "just", "not", "no", "never", "please", "pls",
                   "plz", "if", "unless", "when", "whenever", "until", "after", "before", "while", "once",
                   "except", "including", "using", "sorted", "newest", "oldest", "biggest", "largest", "per",
                   "like", "what", "which", "who", "how", "why", "where", "is", "are", "was", "were", "has",
                   "have", "had", "does", "do", "did", "can", "could", "will", "would", "should", "shall",
                   "may", "might", "must", "am", "don't", "dont", "you", "your", "u", "let", "let's", "lets",
                   "make", "keep", "leave", "be", "mind", "wait", "that", "this", "that's", "thats",
                   "whatever", "whichever", "anything", "any", "or", "plus", "maybe", "perhaps", "yes",
                   "called", "named", "about", "between", "older", "newer", "bigger", "tomorrow", "tonight",
                   "later", "today", "yesterday", "first", "last", "top", "nginx's");
}

bool denies_it(std::string_view word) {
  return word.ends_with("n't") ||
         is_one_of(word, "not", "no", "never", "nobody", "noone", "none", "nothing", "dont", "doesnt", "isnt",
                   "arent", "wont", "cant", "cannot", "didnt", "wasnt", "hasnt", "havent", "couldnt",
                   "neither", "nor", "wouldnt", "shouldnt", "hardly");
}

bool says(std::string_view word) {
  return is_one_of(word, "say", "says", "said", "tell", "tells", "told", "ask", "asks", "asked", "write",
                   "writes", "wrote", "typed", "type", "types", "shouts", "shouted", "reads", "goes", "went",
                   "order", "orders", "ordered", "suggests", "suggested", "replied", "answered", "quote",
                   "quoted", "wants", "demands", "requests", "requested", "mentioned", "heard", "wanted",
                   "claims", "claimed", "insists", "insisted", "recommends", "recommended", "swears",
                   "whispered", "texted", "emailed", "mailed", "sang", "repeated", "laughed", "joked",
                   "noted", "posted", "explained", "announced", "screamed", "muttered", "printed", "proposed",
                   "recited", "cried");
}

// "so that I have somewhere to put them once it is repaired": when something else will be.
bool is_of_purpose(std::string_view word) {
  return is_another_time(word) || is_one_of(word, "once", "would", "could", "will", "may", "might", "when",
                                            "again", "soon", "tonight", "tomorrow");
}

// A state that nobody wants.
bool is_stuck(std::string_view state) {
  return is_one_of(state, "blocked", "stuck", "frozen", "black", "blank", "offline", "silent", "dark",
                   "unreachable");
}

// What is read rather than said.
bool is_text(std::string_view word) {
  return is_one_of(word, "it", "manual", "docs", "documentation", "runbook", "wiki", "book", "guide",
                   "instructions", "ticket", "tutorial", "article", "email", "mail", "letter", "message",
                   "note", "sign", "page", "script", "howto", "playbook", "checklist", "handbook", "readme",
                   "comment", "text", "song", "film", "movie", "sticker", "label", "button", "policy");
}

// Words with which no order is left as it was, whatever it asks for.
bool always_matters(std::string_view word) {
  return is_one_of(word, "you", "your", "u", "ya", "yourself", "unless", "except", "or", "mean", "means",
                   "meant", "named", "called", "name", "ones", "instead", "rather", "also", "enough",
                   "suffice", "suffices", "otherwise", "plus", "besides", "provided", "excluding",
                   "including", "latter", "former", "namely", "i.e", "ie", "e.g", "aka", "matter", "matters",
                   "interested", "relevant", "interests", "contain", "contains", "mention", "mentions",
                   "whose");
}

// Permissions, wishes, doubts, withdrawals, times: of a change.
bool matters_to_change(std::string_view word) {
  return is_one_of(
      word, "must", "shall", "may", "might", "maybe", "perhaps", "could", "would", "possibly", "probably",
      "until", "till", "once", "first", "then", "later", "soon", "afterwards", "eventually", "someday",
      "allowed", "allow", "allows", "forbidden", "forbid", "forbids", "permitted", "permission", "permit",
      "prohibited", "supposed", "approve", "approved", "approves", "approval", "agreed", "agree", "agrees",
      "consent", "promise", "promised", "policy", "decide", "decided", "planned", "planning", "plan", "plans",
      "considering", "thinking", "undecided", "wait", "waiting", "waits", "hold", "nevermind", "mind", "joke",
      "joking", "kidding", "dream", "dreamt", "dreamed", "imagine", "example", "hypothetically", "theory",
      "actually", "regret", "wonder", "wondering", "wish", "hope", "guess", "suppose", "curious", "question",
      "asking", "sure", "unsure", "uncertain", "doubt", "keep", "kept", "stay", "stays", "remain", "remains",
      "retain", "preserve", "leave", "careful", "precious", "valuable", "irreplaceable", "sacred", "myself",
      "ourselves", "himself", "herself", "themselves", "happens", "happen", "due", "scheduled", "deadline",
      "ready", "yet", "finish", "finishes", "finished", "without", "rest", "others", "both", "idea", "warn",
      "warned", "warns", "insane", "crazy", "test", "fake", "pretend", "quote", "refuse", "refuses",
      "protect", "protected", "avoid", "prevent", "cancel", "cancelled", "stop", "remote", "elsewhere",
      "password", "udp", "tcp", "overwrite", "recursive", "whether", "though", "although", "however",
      "unfortunately", "but", "against", "hesitate", "objects", "object", "veto", "sudo", "root", "python",
      "rust", "java");
}

// Those that a reason may well hold, or may not.
bool makes_doubtful(std::string_view word) {
  return is_one_of(word, "all", "everything", "only", "other", "another", "already", "will", "think",
                   "thinks", "thought", "believe", "feel", "after", "when", "while", "whenever", "still",
                   "important", "dangerous", "safe", "he", "she", "his", "her", "him", "should", "know",
                   "want", "wants", "wanted", "need", "needs", "critical", "production", "live", "them",
                   "those", "these", "i'd", "we'd", "i'll", "we'll", "tonight", "before", "swear", "swears",
                   "what", "who", "where", "how", "why", "which") ||
         is_another_time(word) || says(word);
}

// What forbids a change, puts it off or says that it is another's to do.
bool forbids(std::string_view word) {
  return is_one_of(
      word, "must", "mustn't", "shouldn't", "forbid", "forbids", "forbidden", "prohibits", "prohibited",
      "prohibit", "disallows", "allowed", "allows", "permitted", "permits", "permission", "policy", "approve",
      "approves", "approval", "approved", "agree", "agrees", "consent", "veto", "until", "till", "wait",
      "waits", "waiting", "stay", "stays", "remain", "remains", "first", "yet", "later", "tomorrow", "myself",
      "ourselves", "himself", "herself", "themselves", "kidding", "joking", "nevermind", "scheduled",
      "objects", "protected", "beforehand", "untouched", "hold", "against", "quote", "quoted", "finish",
      "mistake", "denied", "withdrawn", "rejected", "declined", "revoked", "cancelled", "canceled",
      "postponed", "overruled", "objected", "refused", "blocked", "decide", "decides", "refuse", "refuses");
}

}  // namespace maxos::language
