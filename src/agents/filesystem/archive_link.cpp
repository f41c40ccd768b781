#include "agents/filesystem/archive_link.h"

#include "agents/filesystem/path_text.h"

namespace maxos::agents {

// A ".." is taken back by none only at the beginning, before what may itself be a link.
bool leads_out(const std::string& link, std::size_t depth) {
  if (link.empty() || link.starts_with('/')) return true;
  bool down = false;
  for (const std::string& component : components_of(link)) {
    if (component != "..") {
      down = true;
    } else if (down || depth-- == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace maxos::agents
