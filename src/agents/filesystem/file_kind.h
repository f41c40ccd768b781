// What kind of file a name speaks of.
#pragma once

#include <string_view>

namespace maxos::agents {

// "image", "video", "audio", "document", "archive", "code" or "other", by the name's ending, whatever its
// letter case. The first five are values of file.search's slot kind.
std::string_view kind_of_name(std::string_view name);

// The ending in the name's own letters, without the dot; empty when it has none (".profile" has none).
std::string_view extension_of(std::string_view name);

}  // namespace maxos::agents
