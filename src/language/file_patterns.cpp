#include "language/file_patterns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Endings that are no words of the language, so that "mp3s" alone says what is meant.
constexpr std::array kEndings = std::to_array<std::string_view>(
    {"7z",    "apk",  "avi",  "bak",    "bmp",  "bz2", "cfg",  "cpp",  "crt",  "css",  "csv",  "deb", "dll",
     "docx",  "dwg",  "epub", "exe",    "flac", "gif", "gpx",  "gz",   "heic", "hpp",  "html", "ico", "ini",
     "ipynb", "iso",  "jar",  "jpeg",   "jpg",  "js",  "json", "m4a",  "mkv",  "mobi", "mov",  "mp3", "mp4",
     "mpg",   "odp",  "ods",  "odt",    "ogg",  "pdf", "pem",  "php",  "png",  "ppt",  "pptx", "psd", "rar",
     "rpm",   "rtf",  "sql",  "sqlite", "stl",  "svg", "tgz",  "tiff", "tmp",  "toml", "tsv",  "txt", "wav",
     "webm",  "webp", "wmv",  "xls",    "xlsx", "xml", "xz",   "yaml", "yml",  "zip",  "zst"});

// Those that are, or that are too short to stand alone.
constexpr std::array kEndingsOfFiles =
    std::to_array<std::string_view>({"c",   "conf", "db", "doc", "fit", "fits", "go", "h",  "img", "java",
                                     "key", "log",  "md", "py",  "raw", "rb",   "rs", "sh", "tar", "ts"});

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 12> kLanguages = {{{"word", "docx"},
                                              {"excel", "xlsx"},
                                              {"python", "py"},
                                              {"javascript", "js"},
                                              {"typescript", "ts"},
                                              {"rust", "rs"},
                                              {"ruby", "rb"},
                                              {"perl", "pl"},
                                              {"markdown", "md"},
                                              {"shell", "sh"},
                                              {"bash", "sh"},
                                              {"text", "txt"}}};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_file_noun(std::string_view word) {
  return is_one_of(word, "file", "files", "document", "documents", "image", "images", "picture", "pictures",
                   "photo", "photos", "video", "videos", "movie", "movies", "song", "songs", "track",
                   "tracks", "archive", "archives", "script", "scripts", "dump", "dumps", "ones");
}

std::string ending(std::string_view word) {
  return "*." + std::string(word);
}

}  // namespace

std::optional<std::string> file_pattern(std::string_view lower, bool alone) {
  const std::size_t space = lower.find(' ');
  const std::string_view first = lower.substr(0, space);
  if (space == std::string_view::npos) {
    if (alone && has(kEndings, first)) return ending(first);
    if (first.size() > 3 && first.ends_with("'s") && has(kEndings, first.substr(0, first.size() - 2)))
      return ending(first.substr(0, first.size() - 2));
    if (first.size() > 2 && first.ends_with('s') && has(kEndings, first.substr(0, first.size() - 1)))
      return ending(first.substr(0, first.size() - 1));
    return std::nullopt;
  }
  if (!is_file_noun(lower.substr(space + 1))) return std::nullopt;
  if (has(kEndings, first) || has(kEndingsOfFiles, first)) return ending(first);
  for (const auto& [language, its] : kLanguages) {
    if (language == first) return ending(its);
  }
  return std::nullopt;
}

std::optional<SaidPattern> find_file_pattern(std::span<const Term> terms) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::word) continue;
    // "files that mention pdfs", "the folder called zip files"
    if (i > 0 && is_one_of(terms[i - 1].lower, "mention", "mentioning", "mentions", "contain", "contains",
                           "containing", "called", "named", "about", "say", "says", "saying", "word", "text"))
      continue;
    if (i + 1 < terms.size() && terms[i + 1].kind == TermKind::word) {
      const std::string both = std::string(terms[i].lower).append(" ").append(terms[i + 1].lower);
      if (auto pattern = file_pattern(both, false)) return SaidPattern{i, 2, *std::move(pattern)};
    }
    // "which mp3 are in there", "only the docx"
    const bool alone =
        i > 0 && is_one_of(terms[i - 1].lower, "which", "what", "only", "the", "all", "any", "my", "are") &&
        (i + 1 == terms.size() ||
         is_one_of(terms[i + 1].lower, "in", "are", "from", "under", "inside", "that", "do", "on"));
    if (auto pattern = file_pattern(terms[i].lower, alone)) return SaidPattern{i, 1, *std::move(pattern)};
  }
  return std::nullopt;
}

}  // namespace maxos::language
