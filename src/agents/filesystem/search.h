// Files that meet conditions, below a directory.
#pragma once

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agents/filesystem/content_search.h"
#include "agents/filesystem/name_match.h"
#include "agents/filesystem/tree_walk.h"

namespace maxos::agents {

enum class SearchOrder { path, largest, newest, oldest };

struct SearchConditions {
  std::string pattern;  // as NameMatcher takes it
  std::string kind;     // of file.search; empty: any
  std::optional<std::uint64_t> min_size;
  std::optional<std::uint64_t> max_size;
  // Seconds since the epoch.
  std::optional<std::int64_t> modified_after;
  std::optional<std::int64_t> modified_before;
  std::string content;  // empty: not asked for
};

struct SearchMatch {
  std::string path;
  std::uint32_t mode = 0;
  // Of files; 0 of anything else.
  std::uint64_t size = 0;
  std::int64_t modified = 0;
  // Of content: where it was found.
  std::uint64_t line = 0;
  std::string excerpt;
};

struct SearchFound {
  // The first `limit` in the order asked for, as far as they fit.
  std::vector<SearchMatch> matches;
  // Of all that match.
  std::uint64_t total = 0;
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t file_bytes = 0;
  std::optional<SearchMatch> largest;
  // Files whose content was asked for and that could not be read, and those that hold no text.
  std::uint64_t unreadable_files = 0;
  std::uint64_t not_text = 0;
  // Trash directories that were left out.
  std::uint64_t trash = 0;
};

struct SearchOptions {
  SearchOrder order = SearchOrder::path;
  std::size_t limit = 200;
  // Of all paths that are kept together.
  std::size_t kept_bytes = std::size_t{1} << 20U;
  // Ends as soon as `limit` are found: they are then any, and there may be more.
  bool first_found = false;
};

// The visitor of a search; take() once the walk is over.
class Search : public TreeVisitor {
 public:
  Search(const SearchConditions& conditions, const SearchOptions& options);

  Step entry(const WalkEntry& entry, WalkThread& thread) override;

  // So far; from any thread.
  std::uint64_t matches() const { return matches_.load(std::memory_order_relaxed); }
  SearchFound take();

 private:
  // Each thread its own, so that they do not wait for each other.
  struct Part {
    SearchFound found;
    std::size_t limit = SIZE_MAX;
    std::size_t kept_bytes = 0;
    std::unique_ptr<ContentSearch> content;
  };

  bool type_fits(const WalkEntry& entry) const;
  bool info_fits(const struct statx& info) const;
  bool content_fits(const WalkEntry& entry, WalkThread& thread, Part& part, struct statx& info);
  void keep(SearchMatch match, Part& part) const;
  bool before(const SearchMatch& a, const SearchMatch& b) const;

  const SearchConditions conditions_;
  const SearchOptions options_;
  const NameMatcher names_;
  const bool files_only_;
  std::array<Part, kMaxWalkThreads> parts_;
  std::atomic<std::uint64_t> matches_{0};
};

}  // namespace maxos::agents
