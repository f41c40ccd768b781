// Text in files of any size.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::agents {

// Finds one text in many files, one after the other; one object for each thread. Letter case matters only
// when the text has a capital letter.
class ContentSearch {
 public:
  enum class Result { found, absent, not_text, failed, stopped };

  explicit ContentSearch(std::string_view text);

  // Reads `fd` from where it stands until the text is found. not_text: the first block holds a NUL, as no
  // text does; then nothing more is read. failed: errno says why. `stopping` is asked for each block.
  Result search(int fd, const std::function<bool()>& stopping);

  // Of what was found: the number of its line, from 1, and as much of the line as is near.
  std::uint64_t line() const { return line_; }
  const std::string& excerpt() const { return excerpt_; }

 private:
  // Position of the text in the first `filled` bytes, SIZE_MAX when it is not there.
  std::size_t find(std::size_t filled);
  void take_excerpt(std::size_t at, std::size_t filled);

  const std::string text_;
  const bool fold_;
  std::vector<char> buffer_;
  std::vector<char> folded_;
  std::uint64_t line_ = 0;
  std::string excerpt_;
};

}  // namespace maxos::agents
