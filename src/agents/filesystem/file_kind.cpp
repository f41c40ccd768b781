#include "agents/filesystem/file_kind.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace maxos::agents {
namespace {

struct KindEnding {
  std::string_view ending;
  std::string_view kind;
};

// In the order of their endings, to be found by halves.
constexpr std::array kEndings = std::to_array<KindEnding>({
    {"3gp", "video"},    {"7z", "archive"},    {"aac", "audio"},        {"ai", "image"},
    {"aif", "audio"},    {"aiff", "audio"},    {"apk", "archive"},      {"arw", "image"},
    {"avi", "video"},    {"avif", "image"},    {"bmp", "image"},        {"bz2", "archive"},
    {"c", "code"},       {"cc", "code"},       {"cpio", "archive"},     {"cpp", "code"},
    {"cr2", "image"},    {"cr3", "image"},     {"cs", "code"},          {"css", "code"},
    {"csv", "document"}, {"deb", "archive"},   {"djvu", "document"},    {"dng", "image"},
    {"doc", "document"}, {"docx", "document"}, {"epub", "document"},    {"flac", "audio"},
    {"flv", "video"},    {"gif", "image"},     {"go", "code"},          {"gz", "archive"},
    {"h", "code"},       {"heic", "image"},    {"heif", "image"},       {"hpp", "code"},
    {"html", "code"},    {"ico", "image"},     {"iso", "archive"},      {"jar", "archive"},
    {"java", "code"},    {"jpeg", "image"},    {"jpg", "image"},        {"js", "code"},
    {"jxl", "image"},    {"key", "document"},  {"kt", "code"},          {"lua", "code"},
    {"lz4", "archive"},  {"lzma", "archive"},  {"m2ts", "video"},       {"m4a", "audio"},
    {"m4v", "video"},    {"md", "document"},   {"mid", "audio"},        {"midi", "audio"},
    {"mkv", "video"},    {"mobi", "document"}, {"mov", "video"},        {"mp2", "audio"},
    {"mp3", "audio"},    {"mp4", "video"},     {"mpeg", "video"},       {"mpg", "video"},
    {"mts", "video"},    {"nef", "image"},     {"numbers", "document"}, {"odp", "document"},
    {"ods", "document"}, {"odt", "document"},  {"oga", "audio"},        {"ogg", "audio"},
    {"ogv", "video"},    {"opus", "audio"},    {"orf", "image"},        {"pages", "document"},
    {"pdf", "document"}, {"php", "code"},      {"pl", "code"},          {"png", "image"},
    {"ppt", "document"}, {"pptx", "document"}, {"ps", "document"},      {"psd", "image"},
    {"py", "code"},      {"raf", "image"},     {"rar", "archive"},      {"raw", "image"},
    {"rb", "code"},      {"rpm", "archive"},   {"rs", "code"},          {"rst", "document"},
    {"rtf", "document"}, {"rw2", "image"},     {"sh", "code"},          {"sql", "code"},
    {"svg", "image"},    {"swift", "code"},    {"tar", "archive"},      {"tbz2", "archive"},
    {"tex", "document"}, {"tgz", "archive"},   {"tif", "image"},        {"tiff", "image"},
    {"ts", "code"},      {"tsv", "document"},  {"txt", "document"},     {"txz", "archive"},
    {"vob", "video"},    {"wav", "audio"},     {"webm", "video"},       {"webp", "image"},
    {"wma", "audio"},    {"wmv", "video"},     {"wpd", "document"},     {"xcf", "image"},
    {"xls", "document"}, {"xlsx", "document"}, {"xz", "archive"},       {"zip", "archive"},
    {"zst", "archive"},
});
constexpr bool kSorted =
    std::is_sorted(kEndings.begin(), kEndings.end(),
                   [](const KindEnding& a, const KindEnding& b) { return a.ending < b.ending; });
static_assert(kSorted);

}  // namespace

std::string_view extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.find_first_not_of('.') > dot) return {};
  return name.substr(dot + 1);
}

std::string_view kind_of_name(std::string_view name) {
  const std::string_view extension = extension_of(name);
  // Longer ones are none of those above; most names end here without a copy.
  if (extension.empty() || extension.size() > 8) return "other";
  const std::string ending = base::ascii_lower(extension);
  const auto* const found =
      std::lower_bound(kEndings.begin(), kEndings.end(), ending,
                       [](const KindEnding& one, std::string_view wanted) { return one.ending < wanted; });
  return found != kEndings.end() && found->ending == ending ? found->kind : "other";
}

}  // namespace maxos::agents
