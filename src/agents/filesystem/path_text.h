// Paths as text; nothing here asks the file system.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maxos::agents {

// The components, "" and "." left out; ".." stays, since only the file system knows where it leads.
std::vector<std::string> components_of(std::string_view path);

// Absolute, with single slashes and without ".".
std::string normal(std::string_view path);

// Whether `path` is `directory` or below it, by text; both normal.
bool within(std::string_view path, std::string_view directory);

// The directory that holds an absolute `path`, which is normal; of "/" itself "/".
std::string directory_of(const std::string& path);

// As a message shows it: in whole, and nothing that a terminal obeys.
std::string display_path(std::string_view path);

}  // namespace maxos::agents
