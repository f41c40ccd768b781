// TOML files -> Config.
#pragma once

#include <absl/status/statusor.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace maxos::config {

struct Loaded {
  Config config;
  // Renamed keys that were met, for the journal: "FILE:LINE: old name is now new name".
  std::vector<std::string> warnings;
  // The files that were read, in order.
  std::vector<std::filesystem::path> files;
};

// Reads `main_file` and then the *.toml files of the directory beside it with the same stem and `.d`
// (/etc/maxos/maxos-grpc.toml: /etc/maxos/maxos-grpc.d/), sorted by name; later files win key by key, arrays
// as a whole. A main file that does not exist is an error, a missing directory is not. An empty `main_file`
// gives the defaults.
//
// Errors are InvalidArgument with every fault found, one a line: "FILE:LINE:COLUMN: unknown key
// `health.cpu_precent`; valid keys in [health] are …; did you mean `cpu_percent`?", wrong type, out of range,
// the same key twice, a value that fails validate().
absl::StatusOr<Loaded> load(const std::filesystem::path& main_file);

// The same from text, for tests and tools; `name` stands for the file.
absl::StatusOr<Loaded> load_text(std::string_view text, std::string_view name);

// All keys as "section.key", for the documentation test and for completion.
std::vector<std::string> key_names();

}  // namespace maxos::config
