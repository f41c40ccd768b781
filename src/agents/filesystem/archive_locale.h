// libarchive takes names to be in the thread's character set, and the service runs in none.
#pragma once

#include <locale.h>

namespace maxos::agents {

// As long as it lives, names are in the character set of that locale for the calling thread: "C.UTF-8", or
// "C", in which libarchive can convert nothing but ASCII.
class NameLocale {
 public:
  explicit NameLocale(const char* name) : mine_(::newlocale(LC_CTYPE_MASK, name, nullptr)) {
    if (mine_ != nullptr) before_ = ::uselocale(mine_);
  }
  ~NameLocale() {
    if (mine_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(mine_);
  }
  NameLocale(const NameLocale&) = delete;
  NameLocale& operator=(const NameLocale&) = delete;

 private:
  locale_t mine_;
  locale_t before_ = nullptr;
};

inline constexpr const char* kUtf8Names = "C.UTF-8";
inline constexpr const char* kByteNames = "C";

}  // namespace maxos::agents
