// Names against what people and programs give as a pattern.
#pragma once

#include <string>
#include <string_view>

namespace maxos::agents {

// A pattern made ready for many names. One without *, ?, [ and { means every name that holds it: whoever
// looks for "invoice" means invoice-2291.pdf too. Letter case matters only when the pattern has a capital
// letter. Immutable.
class NameMatcher {
 public:
  // `pattern`: what check_glob() takes; empty matches all.
  explicit NameMatcher(std::string_view pattern);
  bool matches(std::string_view name) const;

 private:
  enum class Shape { all, holds, ends, glob };

  Shape shape_ = Shape::all;
  bool fold_ = true;
  // The whole pattern, or of holds and ends the text alone.
  std::string text_;
};

// Whether letter case matters to `text`.
bool has_capital(std::string_view text);

}  // namespace maxos::agents
