// Symbolic links in archives.
#pragma once

#include <cstddef>
#include <string>

namespace maxos::agents {

// Whether a link that stands `depth` directories below the top of an archive leads out of what the archive
// holds. Its own directory has no link in it.
bool leads_out(const std::string& link, std::size_t depth);

}  // namespace maxos::agents
