#include "agents/filesystem/search.h"

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "agents/filesystem/file_kind.h"
#include "agents/filesystem/open_file.h"

namespace maxos::agents {
namespace {

bool is_file(std::uint32_t mode) {
  return (mode & S_IFMT) == S_IFREG;
}

// ".Trash-1000" of the FreeDesktop trash specification: what is in it was deleted.
bool is_trash(std::string_view name) {
  constexpr std::string_view kPrefix = ".Trash-";
  return name.starts_with(kPrefix) && name.size() > kPrefix.size() &&
         name.find_first_not_of("0123456789", kPrefix.size()) == std::string_view::npos;
}

std::size_t kept_size(const SearchMatch& match) {
  return match.path.size() + match.excerpt.size() + sizeof(SearchMatch);
}

}  // namespace

Search::Search(const SearchConditions& conditions, const SearchOptions& options)
    : conditions_(conditions),
      options_(options),
      names_(conditions.pattern),
      // Sizes and contents are of files. Somebody who asks for old things without a name means files too.
      files_only_(conditions.kind != "directory" &&
                  (!conditions.kind.empty() || conditions.min_size || conditions.max_size ||
                   !conditions.content.empty() || conditions.pattern.empty())) {
  for (Part& part : parts_) part.limit = options.limit;
}

bool Search::type_fits(const WalkEntry& entry) const {
  if (conditions_.kind == "directory") return entry.type == DT_DIR;
  if (files_only_ && entry.type != DT_REG) return false;
  return conditions_.kind.empty() || kind_of_name(entry.name) == conditions_.kind;
}

bool Search::info_fits(const struct statx& info) const {
  if (conditions_.min_size && info.stx_size < *conditions_.min_size) return false;
  if (conditions_.max_size && info.stx_size > *conditions_.max_size) return false;
  if (conditions_.modified_after && info.stx_mtime.tv_sec < *conditions_.modified_after) return false;
  return !conditions_.modified_before || info.stx_mtime.tv_sec <= *conditions_.modified_before;
}

bool Search::content_fits(const WalkEntry& entry, WalkThread& thread, Part& part, struct statx& info) {
  const base::UniqueFd fd = open_regular(entry.directory.fd(), entry.name.data(), info);
  if (!fd) {
    // What is gone or something else by now is no file that could not be read.
    if (errno != ENOENT && errno != ENXIO) ++part.found.unreadable_files;
    return false;
  }
  if (!part.content) part.content = std::make_unique<ContentSearch>(conditions_.content);
  switch (part.content->search(fd.get(), [&thread] { return thread.stopping(); })) {
    case ContentSearch::Result::found:
      return true;
    case ContentSearch::Result::not_text:
      ++part.found.not_text;
      return false;
    case ContentSearch::Result::failed:
      ++part.found.unreadable_files;
      return false;
    default:
      return false;
  }
}

bool Search::before(const SearchMatch& a, const SearchMatch& b) const {
  switch (options_.order) {
    case SearchOrder::largest:
      return std::tie(b.size, a.path) < std::tie(a.size, b.path);
    case SearchOrder::newest:
      return std::tie(b.modified, a.path) < std::tie(a.modified, b.path);
    case SearchOrder::oldest:
      return std::tie(a.modified, a.path) < std::tie(b.modified, b.path);
    default:
      return a.path < b.path;
  }
}

void Search::keep(SearchMatch match, Part& part) const {
  const auto order = [this](const SearchMatch& a, const SearchMatch& b) { return before(a, b); };
  // A heap whose front is the last of those kept.
  auto& kept = part.found.matches;
  if (kept.size() == part.limit && !before(match, kept.front())) return;
  part.kept_bytes += kept_size(match);
  kept.push_back(std::move(match));
  std::push_heap(kept.begin(), kept.end(), order);
  while (kept.size() > part.limit || (part.kept_bytes > options_.kept_bytes && kept.size() > 1)) {
    std::pop_heap(kept.begin(), kept.end(), order);
    part.kept_bytes -= kept_size(kept.back());
    kept.pop_back();
    // What comes behind the one that did not fit must not take its place.
    part.limit = kept.size();
  }
}

TreeVisitor::Step Search::entry(const WalkEntry& entry, WalkThread& thread) {
  Part& part = parts_.at(thread.index());
  if (entry.type == DT_DIR && entry.name.front() == '.' && is_trash(entry.name)) {
    ++part.found.trash;
    return Step::skip;
  }
  if (!type_fits(entry) || !names_.matches(entry.name)) return Step::go_on;
  struct statx info {};
  if (!stat_entry(entry.directory.fd(), entry.name.data(), info)) {
    if (errno == ENOENT) return Step::go_on;
    // A directory that may be read but not searched tells names and types alone.
    info = {};
    info.stx_mode = static_cast<std::uint16_t>(DTTOIF(entry.type));
  }
  if (!info_fits(info)) return Step::go_on;
  SearchMatch match;
  if (!conditions_.content.empty()) {
    if (!content_fits(entry, thread, part, info)) return Step::go_on;
    match.line = part.content->line();
    match.excerpt = part.content->excerpt();
  }
  match.path = entry.directory.path_of(entry.name);
  match.mode = info.stx_mode;
  match.size = is_file(info.stx_mode) ? info.stx_size : 0;
  match.modified = info.stx_mtime.tv_sec;

  SearchFound& found = part.found;
  ++found.total;
  if (entry.type == DT_DIR) ++found.directories;
  if (is_file(match.mode)) {
    ++found.files;
    found.file_bytes += match.size;
    const auto worse = [&](const SearchMatch& old) {
      return std::tie(match.size, old.path) > std::tie(old.size, match.path);
    };
    if (!found.largest || worse(*found.largest)) found.largest = match;
  }
  keep(std::move(match), part);
  const std::uint64_t so_far = ++matches_;
  return options_.first_found && so_far >= options_.limit ? Step::stop : Step::go_on;
}

SearchFound Search::take() {
  SearchFound all;
  for (Part& part : parts_) {
    SearchFound& found = part.found;
    all.total += found.total;
    all.files += found.files;
    all.directories += found.directories;
    all.file_bytes += found.file_bytes;
    all.unreadable_files += found.unreadable_files;
    all.not_text += found.not_text;
    all.trash += found.trash;
    all.matches.insert(all.matches.end(), std::make_move_iterator(found.matches.begin()),
                       std::make_move_iterator(found.matches.end()));
    if (found.largest && (!all.largest || found.largest->size > all.largest->size))
      all.largest = found.largest;
  }
  std::sort(all.matches.begin(), all.matches.end(),
            [this](const SearchMatch& a, const SearchMatch& b) { return before(a, b); });
  if (all.matches.size() > options_.limit) all.matches.resize(options_.limit);
  return all;
}

}  // namespace maxos::agents
