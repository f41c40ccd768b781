#include "language/slot_reader.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

using Items = std::span<const Item>;

bool has(Items items, std::initializer_list<std::string_view> words) {
  return std::any_of(items.begin(), items.end(),
                     [&](const Item& item) { return is_one_of(item.word, words); });
}

// The value of the one item of this kind; false when there are several.
bool take(Items items, std::string_view kind, std::string_view slot, Slots& slots) {
  const Item* found = nullptr;
  for (const Item& item : items) {
    if (item.word != kind) continue;
    if (found != nullptr) return false;
    found = &item;
  }
  if (found != nullptr) slots.insert_or_assign(std::string(slot), std::string(found->value));
  return true;
}

// Kinds of files by the endings they have.
std::string_view glob_of(std::string_view word) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 29> kGlobs = {{{"python", "*.py"},
                                            {"text", "*.txt"},
                                            {"pdf", "*.pdf"},
                                            {"pdfs", "*.pdf"},
                                            {"log", "*.log"},
                                            {"markdown", "*.md"},
                                            {"json", "*.json"},
                                            {"yaml", "*.{yaml,yml}"},
                                            {"csv", "*.csv"},
                                            {"shell", "*.sh"},
                                            {"html", "*.{html,htm}"},
                                            {"javascript", "*.js"},
                                            {"image", "*.{jpg,jpeg,png,gif,webp,bmp,svg,tif,tiff}"},
                                            {"images", "*.{jpg,jpeg,png,gif,webp,bmp,svg,tif,tiff}"},
                                            {"picture", "*.{jpg,jpeg,png,gif,webp,bmp,svg,tif,tiff}"},
                                            {"pictures", "*.{jpg,jpeg,png,gif,webp,bmp,svg,tif,tiff}"},
                                            {"photo", "*.{jpg,jpeg,png,heic,webp,tif,tiff}"},
                                            {"photos", "*.{jpg,jpeg,png,heic,webp,tif,tiff}"},
                                            {"video", "*.{mp4,mkv,avi,mov,webm,mpg,mpeg}"},
                                            {"videos", "*.{mp4,mkv,avi,mov,webm,mpg,mpeg}"},
                                            {"zip", "*.zip"},
                                            {"xml", "*.xml"},
                                            {"config", "*.{conf,cfg,ini,toml}"},
                                            {"java", "*.java"},
                                            {"rust", "*.rs"},
                                            {"go", "*.go"},
                                            {"c", "*.{c,h}"},
                                            {"scripts", ""},
                                            {"", ""}}};
  for (const auto& [name, glob] : kGlobs) {
    if (name == word) return glob;
  }
  return {};
}

// Endings that stand for themselves: "txt files".
bool is_ending(std::string_view word) {
  return is_one_of(word,
                   {"txt",  "md",   "py",  "js",  "ts",  "css", "sh",  "conf", "cfg", "ini",  "toml", "jpg",
                    "jpeg", "png",  "gif", "svg", "mp3", "mp4", "mkv", "wav",  "iso", "gz",   "tar",  "tgz",
                    "bz2",  "xz",   "deb", "rpm", "sql", "db",  "doc", "docx", "xls", "xlsx", "odt",  "ods",
                    "ppt",  "pptx", "h",   "cpp", "hpp", "rs",  "lua", "tex",  "bak", "tmp"});
}

bool read_list(Items items, Slots& slots) {
  if (!take(items, "<path>", "path", slots) || !take(items, "<glob>", "pattern", slots) ||
      !take(items, "<number>", "limit", slots)) {
    return false;
  }
  // "is … a directory" asks about one thing.
  if (has(items, {"is", "does"}) && !has(items, {"what", "which", "how", "there", "everything"}))
    return false;
  // "how many files", but not "how do I list files".
  if (has(items, {"how"}) && !has(items, {"many"})) return false;
  if (!slots.contains("path") && has(items, {"here"})) slots["path"] = ".";
  // ".py files"
  if (const auto pattern = slots.find("pattern"); pattern != slots.end() &&
                                                  pattern->second.starts_with('.') &&
                                                  pattern->second.find_first_of("*?[") == std::string::npos) {
    pattern->second.insert(0, "*");
  }
  for (const Item& item : items) {
    const std::string glob =
        is_ending(item.word) ? "*." + std::string(item.word) : std::string(glob_of(item.word));
    if (glob.empty()) continue;
    const auto [it, added] = slots.try_emplace("pattern", glob);
    if (!added && it->second != glob) return false;
  }
  if (has(items, {"hidden", "dotfiles"})) slots["hidden"] = "true";

  const bool plural = has(
      items, {"files", "contents", "content", "entries", "folders", "directories", "dirs", "subdirectories",
              "subfolders", "listing", "pdfs", "images", "pictures", "photos", "videos", "scripts"});
  const bool superlative = has(items, {"largest", "biggest", "newest", "latest", "recent"});
  const bool ordered = has(items, {"by", "sort", "sorted", "order", "ordered"});
  // "show the size of the file …" and "show the file …" ask for something else.
  const bool about_one = has(items, {"size", "sizes", "time", "name", "date", "age", "type", "kind",
                                     "details", "modified", "changed"});
  if (about_one && !ordered && !plural && !superlative) return false;
  if (has(items, {"file"}) && !plural && !superlative && !ordered && !slots.contains("pattern")) return false;
  // "sort" without a direction that we have.
  std::string_view sort;
  const auto choose = [&](std::string_view value) {
    if (!sort.empty() && sort != value) return false;
    sort = value;
    return true;
  };
  if (has(items, {"largest", "biggest"}) && !choose("size")) return false;
  if (has(items, {"newest", "latest", "recent", "recently"}) && !choose("time")) return false;
  if (has(items, {"alphabetically", "alphabetical"}) && !choose("name")) return false;
  if (ordered) {
    if (has(items, {"size"}) && !choose("size")) return false;
    if (has(items, {"time", "date", "age", "modification"}) && !choose("time")) return false;
    if (has(items, {"name"}) && !choose("name")) return false;
    if (has(items, {"type", "kind"}) && !choose("type")) return false;
  }
  if (sort.empty() && !has(items, {"files", "file"}) &&
      has(items, {"folders", "directories", "dirs", "subdirectories", "subfolders"})) {
    sort = "type";  // directories first
  }
  if (!sort.empty()) slots["sort"] = sort;
  if (superlative && !plural && has(items, {"file", "entry"})) slots.try_emplace("limit", "1");
  return true;
}

bool read_processes(Items items, Slots& slots) {
  if (!take(items, "<number>", "limit", slots) || !take(items, "<name>", "name", slots)) return false;
  constexpr std::array<std::string_view, 31> kPrograms = {
      "nginx",        "apache",   "apache2",    "python",  "python3", "node",       "java",      "redis",
      "redis-server", "postgres", "postgresql", "mysql",   "mysqld",  "mariadb",    "sshd",      "ssh",
      "docker",       "dockerd",  "containerd", "systemd", "cron",    "chrome",     "chromium",  "firefox",
      "php",          "ruby",     "perl",       "bash",    "grpc",    "apache2ctl", "postmaster"};
  for (const Item& item : items) {
    if (std::find(kPrograms.begin(), kPrograms.end(), item.word) == kPrograms.end()) continue;
    if (!slots.try_emplace("name", item.word).second) return false;
  }
  // "what is a process" asks for a definition.
  const bool definition =
      has(items, {"what"}) && std::all_of(items.begin(), items.end(), [](const Item& item) {
        return is_one_of(item.word,
                         {"what", "is", "are", "a", "an", "the", "process", "processes", "tasks", "procs"});
      });
  if (definition) return false;
  const bool memory = has(items, {"memory", "ram", "mem"});
  const bool cpu = has(items, {"cpu", "cpus", "processor", "processors"});
  if (has(items, {"swap", "core", "cores"})) return false;
  if (memory && !cpu) slots["sort"] = "memory";
  if (cpu && !memory) slots["sort"] = "cpu";
  return true;
}

bool read_metrics(Items items, Slots& slots) {
  std::string_view kind;
  const auto choose = [&](std::string_view value) { kind = kind.empty() || kind == value ? value : "all"; };
  if (has(items, {"pressure", "psi", "stall"})) {
    choose("pressure");
  } else if (has(items, {"temperature", "temperatures", "temp", "temps", "thermal", "sensors", "sensor",
                         "hot", "warm", "cool", "overheating"})) {
    choose("temperature");
  } else {
    if (has(items, {"cpu", "cpus", "processor", "processors", "core", "cores"})) choose("cpu");
    if (has(items, {"memory", "ram", "mem", "swap"})) choose("memory");
    if (has(items, {"network", "net", "traffic", "bandwidth"})) choose("network");
    if (has(items, {"disk", "disks"})) choose("disk");
    if (kind.empty() && has(items, {"load", "loaded", "busy"}) && !has(items, {"resource", "resources"}))
      choose("load");
  }
  slots["kind"] = kind.empty() ? "all" : kind;
  return true;
}

bool read_help(Items items, Slots& slots) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 16> kAgents = {{{"filesystem", "filesystem"},
                                             {"file", "filesystem"},
                                             {"files", "filesystem"},
                                             {"folders", "filesystem"},
                                             {"system", "system"},
                                             {"machine", "system"},
                                             {"disk", "system"},
                                             {"network", "network"},
                                             {"networking", "network"},
                                             {"developer", "developer"},
                                             {"development", "developer"},
                                             {"git", "developer"},
                                             {"knowledge", "knowledge"},
                                             {"documents", "knowledge"},
                                             {"evolver", "evolver"},
                                             {"", ""}}};
  for (const auto& [word, agent] : kAgents) {
    if (word.empty() || !has(items, {word})) continue;
    const auto [it, added] = slots.try_emplace("agent", agent);
    if (!added && it->second != agent) return false;
  }
  return true;
}

}  // namespace

bool read_slots(std::string_view intent, std::span<const Item> items, Slots& slots) {
  if (intent == "file.list") return read_list(items, slots);
  if (intent == "file.info" || intent == "system.disk") return take(items, "<path>", "path", slots);
  if (intent == "system.processes") return read_processes(items, slots);
  if (intent == "system.metrics") return read_metrics(items, slots);
  if (intent == "agent.help") return read_help(items, slots);
  if (intent == "system.health" &&
      has(items, {"full", "complete", "detailed", "details", "detail", "verbose", "deep"})) {
    slots["verbose"] = "true";
  }
  return true;
}

}  // namespace maxos::language
