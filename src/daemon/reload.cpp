#include "daemon/reload.h"

namespace maxos::daemon {

std::vector<std::string> keys_that_need_restart(const config::Config& running, const config::Config& loaded) {
  std::vector<std::string> keys;
  const auto compare = [&keys](bool same, const char* name) {
    if (!same) keys.emplace_back(name);
  };
  compare(running.server.listen == loaded.server.listen, "server.listen");
  compare(running.server.max_connections == loaded.server.max_connections, "server.max_connections");
  compare(running.server.max_concurrent_streams == loaded.server.max_concurrent_streams,
          "server.max_concurrent_streams");
  compare(running.workers.threads == loaded.workers.threads, "workers.threads");
  compare(running.workers.queue == loaded.workers.queue, "workers.queue");
  const config::Redis& a = running.redis;
  const config::Redis& b = loaded.redis;
  compare(a.enabled == b.enabled && a.socket == b.socket && a.host == b.host && a.port == b.port &&
              a.username == b.username && a.password_file == b.password_file && a.database == b.database &&
              a.connect_timeout == b.connect_timeout && a.command_timeout == b.command_timeout &&
              a.backoff_min == b.backoff_min && a.backoff_max == b.backoff_max,
          "redis");
  compare(running.language.model == loaded.language.model, "language.model");
  compare(running.state.directory == loaded.state.directory, "state.directory");
  return keys;
}

}  // namespace maxos::daemon
