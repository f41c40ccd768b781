// libarchive takes names to be in the thread's character set, and the service runs in none.
#pragma once

#include <locale.h>

namespace maxos::agents {

// As long as it lives, names are UTF-8 for the calling thread.
class Utf8Locale {
 public:
  Utf8Locale() : mine_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (mine_ != nullptr) before_ = ::uselocale(mine_);
  }
  ~Utf8Locale() {
    if (mine_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(mine_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t mine_;
  locale_t before_ = nullptr;
};

}  // namespace maxos::agents
