// The language model that the daemon understands by.
#pragma once

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "config/config.h"
#include "language/model.h"

namespace maxos::daemon {

// The configured file, else the one that is installed with this program: ../../share/maxos/language.model
// beside its own folder (/usr/libexec/maxos, or build/NAME/src/daemon).
std::string language_model_path(const config::Language& config);

// Errors name the file and say what to do.
absl::StatusOr<std::shared_ptr<const language::Model>> open_language_model(const config::Language& config);

}  // namespace maxos::daemon
