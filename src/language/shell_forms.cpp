#include "language/shell_forms.h"

#include <algorithm>
#include <array>
#include <string>

namespace maxos::language {
namespace {

struct Form {
  std::string_view command;
  std::string_view intent;
  // Letters of one-dash options that change nothing that matters here.
  std::string_view letters;
  bool path = false;
  // Whole arguments beside options.
  std::string_view words = {};
  std::string_view slot = {};
  std::string_view value = {};
};

constexpr std::array<Form, 19> kForms = {{
    {"ls", "file.list", "laAhtS1FpsgoGn", true},
    {"ll", "file.list", "laAhtS1FpsgoGn", true},
    {"dir", "file.list", "la", true},
    {"df", "system.disk", "hHkTila", true},
    {"uptime", "system.uptime", "ps", false},
    {"ps", "system.processes", "eAflax", false, "aux auxw auxww ax axu"},
    {"top", "system.processes", "bn1", false},
    {"htop", "system.processes", "", false},
    {"free", "system.metrics", "mghkbtw", false, "", "kind", "memory"},
    {"vmstat", "system.metrics", "", false, "", "kind", "all"},
    {"sensors", "system.metrics", "", false, "", "kind", "temperature"},
    {"loadavg", "system.metrics", "", false, "", "kind", "load"},
    {"stat", "file.info", "", true},
    {"uname", "system.info", "arsmnvpio", false},
    {"hostname", "system.info", "", false},
    {"hostnamectl", "system.info", "", false},
    {"lsb_release", "system.info", "adircs", false},
    {"nproc", "system.info", "", false},
    {"lscpu", "system.info", "", false},
}};

bool contains_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool take_option(const Form& form, std::string_view raw, Understanding& out) {
  if (form.command == "ps" && (raw == "--sort=-%mem" || raw == "--sort=-rss")) {
    out.slots["sort"] = "memory";
    return true;
  }
  if (form.command == "ps" && (raw == "--sort=-%cpu" || raw == "--sort=-pcpu")) {
    out.slots["sort"] = "cpu";
    return true;
  }
  if (raw.size() < 2 || raw.front() != '-' || raw[1] == '-') return false;
  for (const char letter : raw.substr(1)) {
    if (form.letters.find(letter) == std::string_view::npos) return false;
    if (form.intent != "file.list") continue;
    if (letter == 'a' || letter == 'A') out.slots["hidden"] = "true";
    if (letter == 't') out.slots["sort"] = "time";
    if (letter == 'S') out.slots["sort"] = "size";
  }
  return true;
}

bool take_argument(const Form& form, const Token& token, Understanding& out) {
  if (token.raw.starts_with('-')) return take_option(form, token.raw, out);
  if (contains_word(form.words, token.lower)) return true;
  if (!form.path) return false;
  if (token.kind == TokenKind::glob)
    return form.intent == "file.list" && out.slots.emplace("pattern", token.value).second;
  // A bare word may be prose ("top processes"): what is a name must look like one.
  const bool path = token.kind == TokenKind::path || token.kind == TokenKind::quoted ||
                    token.kind == TokenKind::file_name || token.kind == TokenKind::extension;
  return path && out.slots.emplace("path", token.value).second;
}

}  // namespace

std::optional<Understanding> read_shell_form(const Utterance& utterance) {
  if (utterance.too_long || utterance.tokens.empty() || utterance.tokens.front().kind != TokenKind::word)
    return std::nullopt;
  const std::string_view command = utterance.tokens.front().raw;
  if (command.size() > 11) return std::nullopt;
  for (const Form& form : kForms) {
    if (form.command != command) continue;
    Understanding out;
    for (std::size_t i = 1; i < utterance.tokens.size(); ++i) {
      if (!take_argument(form, utterance.tokens[i], out)) return std::nullopt;
    }
    if (!form.slot.empty()) out.slots.emplace(form.slot, form.value);
    out.intent = form.intent;
    out.confidence = 0.99;
    return out;
  }
  return std::nullopt;
}

}  // namespace maxos::language
