#include "language/beyond_reading.h"

#include "base/text.h"
#include "language/service_names.h"
#include "language/whereabouts.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "is it safe to block port 22": for advice. "Is it ok to see the logs" is a request.
bool asks_for_advice(const Words& words) {
  // "my phone has no battery, what can i do"
  if (const std::size_t size = words.size();
      size > 7 && words.meant(size - 4) == "what" &&
      is_one_of(words.meant(size - 3), "can", "could", "should", "shall") && words.meant(size - 2) == "i" &&
      words.meant(size - 1) == "do")
    return true;
  for (std::size_t i = 0; i + 3 < words.size() && i < 4; ++i) {
    if (!is_one_of(words.meant(i), "is", "be", "isn't", "isnt") || words.meant(i + 1) == "there") continue;
    std::size_t at = i + 1;
    while (is_one_of(words.meant(at), "it", "that", "a", "really", "still", "very", "that", "even")) ++at;
    if (is_one_of(words.meant(at), "safe", "unsafe", "wise", "unwise", "dangerous", "risky", "smart",
                  "harmful", "sensible", "advisable", "healthy", "reasonable"))
      return words.meant(at + 1) == "to";
    if (is_one_of(words.meant(at), "good", "bad", "terrible", "great") && words.meant(at + 1) == "idea")
      return true;
  }
  return false;
}

// "the runbook reads 'remove it'": what somebody else says, quoted.
bool quotes_somebody(const Words& words) {
  const std::string_view first = words.meant(0);
  if (!is_determiner(first) && !is_one_of(first, "it", "he", "she", "they", "i", "we", "someone", "somebody"))
    return false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words.term(i).kind != TermKind::quoted) continue;
    // Up to the quotation: "the manual tells me 'remove it'".
    for (std::size_t k = i > 2 ? i - 2 : 1; k < i; ++k) {
      if (is_one_of(words.meant(k), "reads", "says", "said", "say", "read", "wrote", "writes", "states",
                    "stated", "claims", "claimed", "goes", "tells", "told", "sentence", "phrase", "words",
                    "line"))
        return true;
    }
  }
  return false;
}

// On paper: what no text is, or what says so.
bool asks_for_paper(const Words& words, std::string_view path) {
  if (!words.any_at_all("print", "printing", "printed", "printout")) return false;
  if (words.any_at_all("printer", "paper", "copies", "color", "colour", "duplex", "double-sided"))
    return true;
  const std::string name = base::ascii_lower(path);
  for (const std::string_view ending :
       {".pdf", ".doc",  ".docx", ".odt", ".ods", ".odp",  ".xls", ".xlsx", ".ppt", ".pptx",
        ".jpg", ".jpeg", ".png",  ".gif", ".tif", ".tiff", ".ps",  ".heic", ".bmp", ".webp"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

// "how many beds are free": disks hold bytes, and are counted themselves.
bool counts_other_things(const Words& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words.meant(i) != "how" || words.meant(i + 1) != "many") continue;
    for (std::size_t k = i + 2; k < std::min(i + 5, words.size()); ++k) {
      if (is_one_of(words.meant(k), "gb", "gib", "gigs", "gig", "gigabyte", "gigabytes", "mb", "mib", "megs",
                    "megabytes", "tb", "terabytes", "kb", "kilobytes", "bytes", "byte", "inodes", "inode",
                    "disks", "disk", "discs", "drives", "drive", "partitions", "partition", "volumes",
                    "mounts", "blocks", "percent", "%", "filesystems", "filesystem", "file", "space",
                    "mountpoints", "storage", "hard", "giga", "mega", "tera", "gbs", "tbs"))
        return false;
    }
    return true;
  }
  return false;
}

// "how many MWh did the farm produce"
bool counts_no_time(const Words& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words.meant(i) == "how" && words.meant(i + 1) == "many")
      return !is_one_of(words.meant(i + 2), "days", "hours", "minutes", "seconds", "weeks", "months", "years",
                        "reboots", "restarts", "times", "day", "hour", "users", "whole", "full");
  }
  return false;
}

// "does the council still fund surveys": of what services do, nothing but whether they run is told.
bool asks_what_it_does(const Words& words) {
  if (!is_one_of(words.meant(0), "does", "do") ||
      words.any_at_all("service", "services", "daemon", "unit", "run", "running", "up", "work"))
    return false;
  for (std::size_t i = 1; i + 2 < words.size(); ++i) {
    if (words.meant(i) == "still")
      return words.claimed(i - 1) && !is_service_name(words.meant(i - 1)) && words.size() > i + 2;
  }
  return false;
}

bool is_percentage(std::string_view value) {
  return value.size() > 1 && value.back() == '%' &&
         value.find_first_not_of("0123456789.,") == value.size() - 1;
}

// Whether all of `letters` are some that tar(1) bundles, "f" among them.
bool is_bundle(std::string_view letters) {
  if (letters.starts_with('-')) letters.remove_prefix(1);
  return letters.size() > 1 && letters.size() < 7 && letters.find('f') != std::string_view::npos &&
         letters.find_first_not_of("cxtrzvfjJpa") == std::string_view::npos;
}

}  // namespace

bool is_command_nobody_knows(const std::map<std::string, std::string, std::less<>>& slots,
                             const Words& words) {
  if (words.size() < 2) return false;
  const std::string_view first = words.meant(0);
  const std::string_view second = words.meant(1);
  // "ls -ltr": in no order that there is.
  if (is_one_of(first, "ls", "vmstat", "iostat") && second.starts_with('-') && second.size() > 1) return true;
  if (first == "tar" && is_bundle(words.term(1).raw)) return true;
  if (first == "nft" && is_one_of(second, "flush", "add", "delete", "insert", "destroy", "reset"))
    return true;
  if (first == "systemctl" && is_one_of(second, "daemon-reload", "daemon-reexec", "mask", "unmask", "edit",
                                        "isolate", "set-default", "set-property", "revert", "kill", "preset"))
    return true;
  // "cargo build --release": no path, and no host.
  for (const std::string_view slot : {"path", "host", "source", "repository"}) {
    const auto value = slots.find(slot);
    if (value != slots.end() && value->second.size() > 1 && value->second.front() == '-') return true;
  }
  return false;
}

bool asks_no_reading(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                     const Words& words) {
  const bool documents = is_one_of(intent, "knowledge.query", "knowledge.summarize");
  if (!documents && asks_for_advice(words)) return true;
  if ((documents || is_one_of(intent, "file.read", "file.info")) && quotes_somebody(words)) return true;
  if (intent == "file.read") {
    const auto path = slots.find("path");
    return asks_for_paper(words, path == slots.end() ? std::string_view() : std::string_view(path->second));
  }
  if (intent == "system.disk" && counts_other_things(words)) return true;
  if (intent == "system.uptime" && counts_no_time(words)) return true;
  if (intent == "system.service" && asks_what_it_does(words)) return true;
  // "what do you think of puffy sleeves"
  if (is_one_of(words.meant(0), "hey", "how", "hi") && words.size() < 6 &&
      (words.pair("r", "u") || words.pair("are", "u", "you")))
    return true;
  if (intent == "agent.help" && words.pair("think", "of", "about")) return true;
  // "what does OSPF stand for"
  if (words.pair("stand", "for") || words.pair("stands", "for")) return true;
  // "what's 17% of 340"
  if (const auto path = slots.find("path"); path != slots.end() && is_percentage(path->second)) return true;
  return intent.starts_with("system.") && is_of_somebody(words);
}

}  // namespace maxos::language
