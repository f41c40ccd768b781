#include <string>
#include <vector>

#include "agents/filesystem/tree_walk.h"
#include "agents/json.h"
#include "base/text.h"

namespace maxos::agents {

std::string left_out_words(const WalkResult& result) {
  std::string text;
  if (result.unreadable > 0) {
    std::vector<std::string> names;
    for (const std::string& path : result.unreadable_paths) {
      if (names.size() == 3) break;
      names.push_back(display_name(path));
    }
    text.append(
        " " + base::counted(result.unreadable, "directory", "directories") +
        " could not be read (no permission, or an error of the disk) and what is in there is not counted: " +
        base::join(names, ", "));
    if (result.unreadable > names.size()) text.append(" and more");
    text.append(".");
  }
  if (result.too_deep > 0) {
    text.append(" " + base::counted(result.too_deep, "directory", "directories") + " deeper than " +
                std::to_string(kMaxWalkDepth) + " levels were left out.");
  }
  if (result.mounts_left_out > 0) {
    text.append(" " + base::counted(result.mounts_left_out, "mounted file system", "mounted file systems") +
                " below " + (result.mounts_left_out == 1 ? "was" : "were") + " left out.");
  }
  return text;
}

}  // namespace maxos::agents
