#include "daemon/language_model.h"

#include <filesystem>
#include <system_error>

#include "base/status.h"

namespace maxos::daemon {

std::string language_model_path(const config::Language& config) {
  if (!config.model.empty()) return config.model;
  // Of a program that was replaced while it ran the name gets " (deleted)" behind it; the folder stays.
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "/usr/share/maxos/language.model";
  return (program.parent_path() / "../../share/maxos/language.model").lexically_normal().string();
}

absl::StatusOr<std::shared_ptr<const language::Model>> open_language_model(const config::Language& config) {
  const std::string path = language_model_path(config);
  auto model = language::Model::open(path);
  if (model.ok()) return model;
  std::string message(base::message_of(model.status()));
  message.append(config.model.empty() ? ". The package brings this file: apt install --reinstall maxos-grpc"
                                      : ". Correct language.model in the configuration, or leave it out: the "
                                        "package brings a model of its own");
  return base::make_status(model.status().code(), message);
}

}  // namespace maxos::daemon
