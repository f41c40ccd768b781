#include "language/shell_forms_command.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "language/utterance.h"

namespace maxos::language {
namespace {

// Ends or joins commands, redirects, substitutes, or begins history.
constexpr std::string_view kNotOneCommand = ";&<>`$()!";

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  bool split() {
    while (at_ < line_.size()) {
      const char c = line_[at_++];
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return false;
      if (!take(c)) return false;
      if (words.size() > kMaxTokens) return false;
    }
    end_word();
    return true;
  }

  std::vector<ShellWord> words;
  // How many words are before the pipe; 0 without one.
  std::size_t pipe = 0;

 private:
  bool take(char c) {
    if (c == ' ' || c == '\t') return end_word();
    if (c == '|') return end_word() && take_pipe();
    if (kNotOneCommand.find(c) != std::string_view::npos) return false;
    if (c == '#' && !in_word_) return false;
    in_word_ = true;
    if (c == '\'' || c == '"') return take_quoted(c);
    if (c == '\\') {
      if (at_ == line_.size() || line_[at_] == '\n') return false;
      word_.quoted = true;
      word_.text.push_back(line_[at_++]);
      return true;
    }
    if (std::string_view("*?[]{}").find(c) != std::string_view::npos) word_.glob = true;
    word_.text.push_back(c);
    return true;
  }

  bool take_pipe() {
    if (pipe != 0 || words.empty()) return false;
    pipe = words.size();
    return true;
  }

  bool take_quoted(char quote) {
    word_.quoted = true;
    for (; at_ < line_.size(); ++at_) {
      char c = line_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return false;
      if (quote == '"') {
        if (c == '$' || c == '`') return false;
        if (c == '\\' && at_ + 1 < line_.size() &&
            std::string_view("$`\"\\").find(line_[at_ + 1]) != std::string_view::npos)
          c = line_[++at_];
      }
      word_.text.push_back(c);
    }
    return false;
  }

  bool end_word() {
    if (in_word_) words.push_back(std::exchange(word_, {}));
    in_word_ = false;
    return true;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  ShellWord word_;
  bool in_word_ = false;
};

bool take_full_stop(ShellWord& last) {
  bool taken = false;
  std::string& text = last.text;
  while (!last.quoted && text.size() > 1 && text.back() == '.' && text != ".." && !text.ends_with("/.") &&
         !text.ends_with("/..") && !text.ends_with("/...")) {
    text.pop_back();
    taken = true;
  }
  return taken;
}

// The letter of a long option, and whether it takes a value; 0 when `spec` has none of that name.
std::pair<char, bool> find_long(const OptionSpec& spec, std::string_view name) {
  for (const std::string_view entry : base::split(spec.longs, ' ')) {
    const std::size_t mark = entry.rfind('>');
    if (mark != std::string_view::npos && entry.substr(0, mark) == name)
      return {entry[mark + 1], entry.ends_with(':')};
  }
  return {0, false};
}

class ArgumentReader {
 public:
  ArgumentReader(std::span<const ShellWord> words, const OptionSpec& spec) : words_(words), spec_(spec) {}

  bool read() {
    bool operands_only = false;
    for (; at_ < words_.size(); ++at_) {
      const ShellWord& word = words_[at_];
      if (word.glob && !spec_.globs) return false;
      if (operands_only || word.text.size() < 2 || word.text.front() != '-') {
        out.operands.push_back(&word);
      } else if (word.text == "--") {
        operands_only = true;
      } else if (!(word.text[1] == '-' ? read_long(word.text) : read_letters(word.text))) {
        return false;
      }
    }
    return true;
  }

  ShellArguments out;

 private:
  bool read_long(std::string_view text) {
    const std::string_view name = text.substr(2);
    const auto [letter, valued] = find_long(spec_, name);
    if (letter != 0) return valued ? take_next(letter) : add(letter, {});
    const std::size_t equal = name.find('=');
    if (equal == std::string_view::npos) return false;
    const auto [with_value, takes_value] = find_long(spec_, name.substr(0, equal));
    return with_value != 0 && takes_value && add(with_value, name.substr(equal + 1));
  }

  bool read_letters(std::string_view text) {
    text.remove_prefix(1);
    if (spec_.number && absl::ascii_isdigit(text.front())) {
      const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
      add('#', text.substr(0, end));
      text.remove_prefix(end);
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char letter = text[i];
      if (spec_.valued.find(letter) != std::string_view::npos)
        return i + 1 < text.size() ? add(letter, text.substr(i + 1)) : take_next(letter);
      if (spec_.letters.find(letter) == std::string_view::npos) return false;
      add(letter, {});
    }
    return true;
  }

  bool take_next(char letter) {
    if (++at_ == words_.size() || (words_[at_].glob && !spec_.globs)) return false;
    return add(letter, words_[at_].text);
  }

  bool add(char letter, std::string_view value) {
    out.options.push_back({.letter = letter, .value = value, .quoted = words_[at_].quoted});
    return true;
  }

  std::span<const ShellWord> words_;
  const OptionSpec& spec_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<ShellCommand> split_command(std::string_view line) {
  Splitter splitter(base::trim(line));
  if (!splitter.split() || splitter.words.empty()) return std::nullopt;
  std::vector<ShellWord>& words = splitter.words;
  ShellCommand command;
  command.full_stop = take_full_stop(words.back());
  if (splitter.pipe != 0) {
    const auto pipe = words.begin() + static_cast<std::ptrdiff_t>(splitter.pipe);
    if (pipe == words.end()) return std::nullopt;
    command.filter.assign(std::make_move_iterator(pipe), std::make_move_iterator(words.end()));
    words.erase(pipe, words.end());
  }
  const std::size_t first = base::ascii_lower(words.front().text) == "sudo" ? 1 : 0;
  if (first == words.size() || words.front().quoted || words[first].quoted) return std::nullopt;
  command.name = base::ascii_lower(words[first].text);
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(first) + 1);
  command.arguments = std::move(words);
  return command;
}

bool ShellArguments::has(char letter) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const ShellOption& option) { return option.letter == letter; });
}

bool ShellArguments::operand_is(std::size_t index, std::string_view text) const {
  return index < operands.size() && operands[index]->text == text;
}

std::optional<ShellArguments> read_arguments(std::span<const ShellWord> words, const OptionSpec& spec) {
  ArgumentReader reader(words, spec);
  if (!reader.read()) return std::nullopt;
  return std::move(reader.out);
}

Understanding shell_read(std::string_view intent) {
  Understanding out;
  out.intent = intent;
  out.confidence = kShellReadConfidence;
  return out;
}

Understanding shell_change(std::string_view intent) {
  Understanding out;
  out.intent = intent;
  out.confidence = kShellChangeConfidence;
  return out;
}

bool put(Understanding& out, std::string_view slot, std::optional<std::string> value) {
  return value && out.slots.emplace(slot, *std::move(value)).second;
}

bool contains_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::string joined_arguments(const ShellCommand& command) {
  std::string text;
  for (const ShellWord& word : command.arguments) text.append(text.empty() ? "" : " ").append(word.text);
  return text;
}

}  // namespace maxos::language
