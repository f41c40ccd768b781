// "delete the photos in /srv/a": what is asked for lies in what is named, and the deed would be done to all
// of that.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

enum class Part {
  // The thing itself: "delete /srv/a", "delete all of /srv/a".
  none,
  // All that is in it: "delete everything in /srv/a".
  contents,
  // Some of it: "delete the old logs in /srv/a", "move the newest file of /srv/a to /srv/b".
  some
};

// Of an order that changes files; none for every other. `claimed[i]`: term i fills one of the `slots`.
Part part_of(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
             std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed);

}  // namespace maxos::language
