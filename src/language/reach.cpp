#include "language/reach.h"

#include <algorithm>

#include "language/said_words.h"

namespace maxos::language {
namespace {

bool is_machine(std::string_view word) {
  return is_one_of(word, "machine", "server", "computer", "host", "box", "node", "laptop", "pc", "desktop",
                   "system", "workstation", "vm", "instance", "gateway");
}

bool is_machines(std::string_view word) {
  return word.ends_with('s') && word.size() > 2 &&
         (is_machine(word.substr(0, word.size() - 1)) || word == "boxes");
}

// What has an operating system of its own that is never this one.
bool is_other_device(std::string_view word) {
  return is_one_of(word, "phone", "iphone", "router", "modem", "tablet", "ipad", "mac", "macbook", "tv",
                   "television", "camera", "smartphone", "switch", "nas");
}

bool is_possessive(std::string_view word) {
  return word.size() > 2 && word.ends_with("'s") &&
         !is_one_of(word, "it's", "that's", "let's", "what's", "who's", "there's", "here's", "how's",
                    "today's");
}

bool has_digit(std::string_view word) {
  return word.find_first_of("0123456789") != std::string_view::npos;
}

// A path that whole systems or all of somebody's things lie in.
bool is_vital(std::string_view path) {
  while (path.size() > 1 && (path.ends_with('/') || path.ends_with("/*") || path.ends_with("/.")))
    path.remove_suffix(1);
  return is_one_of(path, "/", "~", ".", "..", "/home", "/etc", "/usr", "/bin", "/sbin", "/boot", "/lib",
                   "/lib64", "/var", "/root", "/srv", "/opt", "/dev", "/proc", "/sys", "/run", "/mnt",
                   "/media");
}

// "10.0.0.5", "anna@web-02:"
bool is_address(std::string_view value) {
  if (value.find('/') != std::string_view::npos) return false;
  const bool digits = value.find_first_not_of("0123456789.") == std::string_view::npos &&
                      std::count(value.begin(), value.end(), '.') == 3;
  return digits || (value.find('@') != std::string_view::npos && value.find(':') != std::string_view::npos);
}

}  // namespace

bool reaches_elsewhere(std::span<const Term> terms, std::span<const Seen> seen,
                       std::span<const bool> claimed) {
  const Words words(terms, seen, claimed);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    const std::string_view next = words.meant(i + 1);
    // "karl's laptop", "the other server", "all machines"
    if (is_possessive(terms[i].lower) && (is_machine(next) || is_other_device(next))) return true;
    if (is_one_of(word, "other", "another", "second", "every", "all", "both", "remote", "neighbour",
                  "neighbor", "each", "wife's") &&
        (is_machine(next) || is_machines(next) || (next == "the" && is_machines(words.meant(i + 2)))))
      return true;
    // "server 2", "host db-2"
    if (is_machine(word) && i + 1 < words.size() && !claimed[i + 1] &&
        (terms[i + 1].kind == TermKind::number || terms[i + 1].kind == TermKind::host ||
         (terms[i + 1].kind == TermKind::word && has_digit(next))) &&
        !is_one_of(words.meant(i + 2), "times", "minutes", "hours", "seconds"))
      return true;
    if (!is_one_of(word, "on", "at", "from") || claimed[i]) continue;
    std::size_t at = i + 1;
    while (at < words.size() &&
           is_one_of(words.meant(at), "the", "my", "our", "his", "her", "their", "your", "a"))
      ++at;
    if (at >= words.size() || claimed[at]) continue;
    const std::string_view place = words.meant(at);
    if (is_other_device(place) || terms[at].kind == TermKind::host) return true;
    if (word == "on" && terms[at].kind == TermKind::word && has_digit(place)) return true;
    if (is_one_of(place, "backup", "remote", "test", "production", "staging", "database", "web", "mail") &&
        is_machine(words.meant(at + 1)) && word == "on")
      return true;
  }
  return false;
}

bool reaches_too_far(const agents::CapabilityDecl& capability,
                     const std::map<std::string, std::string, std::less<>>& slots,
                     std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed) {
  const std::string_view intent = capability.intent;
  const auto value = [&](std::string_view slot) {
    const auto found = slots.find(slot);
    return found == slots.end() ? std::string_view() : std::string_view(found->second);
  };
  if (intent == "file.delete" && is_vital(value("path"))) return true;
  if (intent == "file.move" && is_vital(value("source"))) return true;
  const bool one = is_one_of(intent, "file.delete", "file.move", "file.copy", "file.archive", "file.organize",
                             "system.service_control", "network.firewall");
  if (!one) return false;
  if (!value("path").empty() || !value("source").empty() || !value("unit").empty() || !value("port").empty())
    return false;
  const Words words(terms, seen, claimed);
  // "the old exams folder" is one, though its name was not found: that is asked for.
  const bool one_folder = words.any_at_all("folder", "directory", "file") &&
                          !words.any_at_all("every", "each", "all", "any", "some");
  if (one_folder &&
      !words.any_at_all("everything", "anything", "stuff", "things", "rest", "files", "folders"))
    return false;
  // "into folders by month" says how.
  if (intent == "file.organize" && words.pair("into", "folders", "subfolders") &&
      !words.any_at_all("everything", "anything", "stuff", "things", "rest", "all", "every"))
    return false;
  return words.any_at_all("everything", "anything", "whatever", "stuff", "things", "junk", "all", "every",
                          "some", "any", "rest", "files", "folders", "services", "ports", "unused",
                          "unnecessary", "old");
}

Caution caution_about_paths(const agents::CapabilityDecl& capability,
                            const std::map<std::string, std::string, std::less<>>& slots) {
  for (const auto& [name, value] : slots) {
    const agents::SlotDecl* slot = agents::find_slot(capability, name);
    if (slot == nullptr || slot->type != agents::SlotType::path) continue;
    if (value.starts_with("/dev/") || value.starts_with("/proc/") || value.starts_with("/sys/"))
      return Caution::kernel_path;
    if (value.find("://") != std::string::npos || value.starts_with("git@")) return Caution::elsewhere;
    if (name == "destination" && is_address(value)) return Caution::elsewhere;
  }
  return Caution::none;
}

}  // namespace maxos::language
