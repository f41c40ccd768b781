// How well the language understanding does on phrases that it has not seen. See scripts/understanding.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "agents/capability.h"
#include "agents/registry.h"
#include "config/config.h"
#include "language/understanding.h"
#include "train/phrases.h"

namespace maxos::language {
namespace {

using nlohmann::json;

struct Line {
  std::string file;
  std::string text;
  std::string domain;
  std::string intent;
  std::string kind;  // "in", "oos" or "danger"
  std::map<std::string, std::string, std::less<>> slots;
  Understanding got;
  double microseconds = 0;
};

struct Options {
  std::string model;
  std::string phrases;
  bool verbose = false;
  // Of all: fails below these shares, in per cent.
  std::map<std::string, double> required;
  // Lines out of scope and dangerous that may reach an intent that changes something.
  std::size_t most_changing = std::numeric_limits<std::size_t>::max();
  std::vector<std::string> files;
};

double percent(std::size_t part, std::size_t all) {
  return all == 0 ? 100 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

// Lower case letters and digits, one space between words.
std::string normal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (kept) {
      out.push_back(c);
    } else if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool load(const std::string& name, std::vector<Line>& lines) {
  std::ifstream in(name);
  std::string text;
  int number = 0;
  while (std::getline(in, text)) {
    ++number;
    const json data = json::parse(text, nullptr, false);
    if (!data.is_object() || !data.contains("text") || !data.contains("intent") || !data.contains("class")) {
      std::fprintf(stderr, "%s:%d: not a line of an evaluation\n", name.c_str(), number);
      return false;
    }
    Line line;
    line.file = name.substr(name.rfind('/') + 1);
    line.text = data["text"].get<std::string>();
    line.intent = data["intent"].get<std::string>();
    line.kind = data["class"].get<std::string>();
    if (data.contains("context")) line.domain = data["context"].value("domain", "");
    if (data.contains("slots")) {
      for (const auto& [slot, value] : data["slots"].items()) line.slots[slot] = value.get<std::string>();
    }
    lines.push_back(std::move(line));
  }
  if (number == 0) std::fprintf(stderr, "%s: nothing in it\n", name.c_str());
  return number > 0;
}

// Lines that the training phrases have too: such a line tests nothing.
std::size_t overlaps(const std::vector<Line>& lines, const std::vector<train::Phrase>& phrases) {
  std::map<std::string, std::string> trained;
  for (const train::Phrase& phrase : phrases) trained.emplace(normal(phrase.text), phrase.intent);
  // Punctuation alone is nothing to compare.
  trained.erase("");
  std::size_t count = 0;
  for (const Line& line : lines) {
    const auto found = trained.find(normal(line.text));
    if (found == trained.end()) continue;
    ++count;
    std::printf("overlap: \"%s\" is a training phrase of %s\n", line.text.c_str(), found->second.c_str());
  }
  return count;
}

// As the orchestrator decides with the configuration's defaults: too little confidence for a change is no
// understanding.
Understanding judged(Understanding understood, const agents::Registry& registry) {
  const agents::CapabilityDecl* capability = registry.find(understood.intent);
  if (capability == nullptr) return understood;
  const config::Language limits;
  double least = 0;
  switch (agents::risk_of(*capability, understood.slots)) {
    case agents::Risk::read:
      break;
    case agents::Risk::modify:
      least = limits.modify_confidence;
      break;
    case agents::Risk::execute:
      least = limits.execute_confidence;
      break;
    case agents::Risk::destructive:
      least = limits.destructive_confidence;
      break;
    case agents::Risk::privileged:
      least = limits.privileged_confidence;
      break;
  }
  if (understood.confidence >= least) return understood;
  understood.candidates.insert(understood.candidates.begin(), {understood.intent, understood.confidence});
  understood.intent = kOutOfScope;
  understood.slots.clear();
  return understood;
}

class Report {
 public:
  Report(const agents::Registry& registry, const std::vector<Line>& lines)
      : registry_(registry), lines_(lines) {}

  bool changes(const Understanding& understanding) const {
    const agents::CapabilityDecl* capability = registry_.find(understanding.intent);
    return capability != nullptr && agents::risk_of(*capability, understanding.slots) != agents::Risk::read;
  }

  void files() {
    std::map<std::string, std::vector<const Line*>> by_file;
    for (const Line& line : lines_) by_file[line.file].push_back(&line);
    std::printf("%-22s %7s %9s %9s %9s\n", "file", "lines", "intent", "slots", "changing");
    for (const auto& [file, in] : by_file) {
      std::size_t right = 0;
      std::size_t exact = 0;
      std::size_t changing = 0;
      for (const Line* line : in) {
        const bool same = line->got.intent == line->intent;
        right += same ? 1 : 0;
        exact += same && line->got.slots == line->slots ? 1 : 0;
        changing += line->kind != "in" && changes(line->got) ? 1 : 0;
      }
      std::printf("%-22s %7zu %8.2f%% %8.2f%% %9zu\n", file.c_str(), in.size(), percent(right, in.size()),
                  percent(exact, right), changing);
      figures_[file.substr(0, file.find('.'))] = percent(right, in.size());
      figures_[file.substr(0, file.find('.')) + ".slots"] = percent(exact, right);
    }
  }

  void intents() const {
    struct Row {
      std::size_t lines = 0, right = 0, exact = 0;
    };
    std::map<std::string, Row> rows;
    std::map<std::pair<std::string, std::string>, std::size_t> confusions;
    for (const Line& line : lines_) {
      Row& row = rows[line.intent];
      ++row.lines;
      if (line.got.intent != line.intent) {
        ++confusions[{line.intent, line.got.intent}];
        continue;
      }
      ++row.right;
      row.exact += line.got.slots == line.slots ? 1 : 0;
    }
    std::printf("\n%-24s %7s %9s %9s\n", "intent", "lines", "right", "slots");
    for (const auto& [intent, row] : rows) {
      std::printf("%-24s %7zu %8.1f%% %8.1f%%\n", intent.c_str(), row.lines, percent(row.right, row.lines),
                  percent(row.exact, row.right));
    }
    std::printf("\nconfusions\n");
    for (const auto& [pair, count] : confusions)
      std::printf("%5zu  %-24s taken for %s\n", count, pair.first.c_str(), pair.second.c_str());
  }

  void slots() const {
    struct Row {
      std::size_t right = 0, wrong = 0, missed = 0;
    };
    std::map<std::string, Row> rows;
    for (const Line& line : lines_) {
      if (line.got.intent != line.intent) continue;
      for (const auto& [slot, value] : line.got.slots) {
        const auto wanted = line.slots.find(slot);
        ++(wanted != line.slots.end() && wanted->second == value ? rows[slot].right : rows[slot].wrong);
      }
      for (const auto& [slot, value] : line.slots) {
        const auto got = line.got.slots.find(slot);
        if (got == line.got.slots.end() || got->second != value) ++rows[slot].missed;
      }
    }
    std::printf("\n%-18s %10s %8s %8s\n", "slot", "precision", "recall", "values");
    for (const auto& [slot, row] : rows) {
      std::printf("%-18s %9.1f%% %7.1f%% %8zu\n", slot.c_str(), percent(row.right, row.right + row.wrong),
                  percent(row.right, row.right + row.missed), row.right + row.missed);
    }
  }

  // What a threshold on the confidence would do beyond what is refused anyway.
  void curve() const {
    std::printf("\n%-12s %22s %22s\n", "confidence", "in scope, understood", "out of scope, refused");
    for (const double limit : {0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}) {
      std::size_t in = 0, understood = 0, out = 0, refused = 0;
      for (const Line& line : lines_) {
        const bool taken = line.got.intent != kOutOfScope && line.got.confidence >= limit;
        if (line.kind == "in") {
          ++in;
          understood += taken && line.got.intent == line.intent ? 1 : 0;
        } else {
          ++out;
          refused += taken ? 0 : 1;
        }
      }
      std::printf(">= %-9.2f %21.2f%% %21.2f%%\n", limit, percent(understood, in), percent(refused, out));
    }
  }

  void times() {
    std::vector<double> times;
    for (const Line& line : lines_) times.push_back(line.microseconds);
    std::sort(times.begin(), times.end());
    figures_["median"] = times[times.size() / 2];
    figures_["p99"] = times[times.size() * 99 / 100];
    std::printf("\nmicroseconds an utterance: median %.1f, p99 %.1f\n", figures_["median"], figures_["p99"]);
  }

  void mistakes() const {
    std::printf("\nmistakes\n");
    for (const Line& line : lines_) {
      if (line.got.intent == line.intent && line.got.slots == line.slots) continue;
      std::printf("  %s: %s -> %s %.2f %s %s -> %s\n", line.text.c_str(), line.intent.c_str(),
                  line.got.intent.c_str(), line.got.confidence, std::string(line.got.caution).c_str(),
                  json(line.slots).dump().c_str(), json(line.got.slots).dump().c_str());
      if (line.got.intent == kOutOfScope && !line.got.candidates.empty())
        std::printf("    nearest: %s %.2f\n", line.got.candidates[0].intent.c_str(),
                    line.got.candidates[0].confidence);
    }
  }

  // Says which lines out of scope and dangerous reach an intent that changes something.
  std::size_t changing() const {
    std::size_t count = 0;
    for (const Line& line : lines_) {
      if (line.kind == "in" || !changes(line.got)) continue;
      ++count;
      std::printf("changes: \"%s\" is taken for %s\n", line.text.c_str(), line.got.intent.c_str());
    }
    return count;
  }

  const std::map<std::string, double>& figures() const { return figures_; }

 private:
  const agents::Registry& registry_;
  const std::vector<Line>& lines_;
  std::map<std::string, double> figures_;
};

int run(const Options& options) {
  const agents::Registry registry = agents::builtin_registry();
  const auto model = Model::open(options.model);
  if (!model.ok()) {
    std::fprintf(stderr, "%s\n", model.status().ToString().c_str());
    return 1;
  }
  std::vector<Line> lines;
  for (const std::string& file : options.files) {
    if (!load(file, lines)) return 1;
  }
  const auto understander = make_understander(registry, *model);
  // Once for the caches of the processor, then for the clock; a second understander remembers nothing.
  for (const Line& line : lines) (void)understander->understand(line.text, line.domain);
  const auto fresh = make_understander(registry, *model);
  for (Line& line : lines) {
    const auto started = std::chrono::steady_clock::now();
    line.got = fresh->understand(line.text, line.domain);
    line.microseconds =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count();
    line.got = judged(std::move(line.got), registry);
  }
  int failures = 0;
  if (!options.phrases.empty()) {
    const auto phrases = train::load_phrases(options.phrases, registry);
    if (!phrases.ok()) {
      std::fprintf(stderr, "%s\n", phrases.status().ToString().c_str());
      return 1;
    }
    failures += overlaps(lines, *phrases) > 0 ? 1 : 0;
  }
  Report report(registry, lines);
  report.files();
  report.intents();
  report.slots();
  report.curve();
  report.times();
  if (options.verbose) report.mistakes();
  if (report.changing() > options.most_changing) {
    std::printf("FAILED: more than %zu of them\n", options.most_changing);
    ++failures;
  }
  for (const auto& [name, least] : options.required) {
    const auto figure = report.figures().find(name);
    if (figure != report.figures().end() && figure->second >= least) continue;
    std::printf("FAILED: %s is below %.2f%%\n", name.c_str(), least);
    ++failures;
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace maxos::language

int main(int argc, char** argv) {
  maxos::language::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool more = i + 1 < argc;
    if (argument == "--model" && more) {
      options.model = argv[++i];
    } else if (argument == "--phrases" && more) {
      options.phrases = argv[++i];
    } else if (argument == "--verbose") {
      options.verbose = true;
    } else if (argument == "--require" && more) {
      const std::string pair = argv[++i];
      options.required[pair.substr(0, pair.find('='))] = std::atof(pair.c_str() + pair.find('=') + 1);
    } else if (argument == "--most-changing" && more) {
      options.most_changing = static_cast<std::size_t>(std::atoi(argv[++i]));
    } else if (argument.starts_with("-")) {
      std::fprintf(stderr,
                   "usage: %s --model FILE [--phrases FOLDER] [--require FILE[.slots]=PERCENT]... "
                   "[--most-changing COUNT] [--verbose] FILE.jsonl...\n",
                   argv[0]);
      return 2;
    } else {
      options.files.push_back(argument);
    }
  }
  return maxos::language::run(options);
}
