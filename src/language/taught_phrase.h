// A phrase that was taught while the daemon runs.
#pragma once

#include <string>

namespace maxos::language {

struct TaughtPhrase {
  // As it was said.
  std::string phrase;
  std::string intent;
  // Who taught it (a principal's id), and whether as an administrator.
  std::string by;
  bool by_admin = false;
};

}  // namespace maxos::language
