#include "agents/filesystem/path_text.h"

#include <climits>

#include "agents/json.h"
#include "base/text.h"

namespace maxos::agents {

namespace {

// Begins with a slash, and has neither an empty component nor one that is ".".
bool is_normal(std::string_view path) {
  return path.size() > 1 && path.starts_with('/') && !path.ends_with('/') && !path.ends_with("/.") &&
         path.find("//") == std::string_view::npos && path.find("/./") == std::string_view::npos;
}

}  // namespace

std::vector<std::string> components_of(std::string_view path) {
  std::vector<std::string> components;
  for (const std::string_view part : base::split(path, '/')) {
    if (!part.empty() && part != ".") components.emplace_back(part);
  }
  return components;
}

std::string normal(std::string_view path) {
  // Most are.
  if (is_normal(path)) return std::string(path);
  std::string out;
  for (const std::string& component : components_of(path)) out.append("/").append(component);
  return out.empty() ? "/" : out;
}

bool within(std::string_view path, std::string_view directory) {
  if (directory == "/") return true;
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string display_path(std::string_view path) {
  return display_name(path, PATH_MAX);
}

}  // namespace maxos::agents
