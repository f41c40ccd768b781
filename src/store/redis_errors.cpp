#include "store/redis_errors.h"

#include <array>

#include "base/status.h"
#include "base/text.h"

namespace maxos::store {
namespace {

enum class Means { unavailable, exhausted, login };

struct Known {
  // What the reply starts with, or holds when a script was what met it (Redis 6 wraps the error then).
  std::string_view code;
  std::string_view inside;
  Means means;
  std::string_view detail;
};

constexpr std::array<Known, 13> kKnown = {{
    {"LOADING", "LOADING Redis is loading", Means::unavailable, "it still loads its data (LOADING)"},
    {"OOM", "OOM command not allowed", Means::exhausted, "its memory is full (OOM); raise maxmemory"},
    {"READONLY", "READONLY You can't write", Means::unavailable,
     "it is a read-only replica (READONLY); name the primary"},
    {"MISCONF", "MISCONF Redis is configured", Means::unavailable,
     "it refuses writes because it cannot save (MISCONF)"},
    {"MASTERDOWN", "MASTERDOWN Link", Means::unavailable, "it is a replica without its primary (MASTERDOWN)"},
    {"NOREPLICAS", "NOREPLICAS Not enough", Means::unavailable,
     "it refuses writes for want of replicas (NOREPLICAS)"},
    {"CLUSTERDOWN", "CLUSTERDOWN", Means::unavailable, "its cluster is down (CLUSTERDOWN)"},
    {"BUSY", "BUSY Redis is busy", Means::unavailable, "it is busy with a script (BUSY)"},
    {"WRONGPASS", "WRONGPASS invalid", Means::login, "wrong user name or password (WRONGPASS)"},
    {"NOAUTH", "NOAUTH Authentication", Means::login,
     "it asks for a password (NOAUTH); set redis.password_file"},
    {"ERR invalid password", "ERR invalid password", Means::login, "wrong password"},
    {"ERR AUTH", "ERR AUTH <password> called", Means::login,
     "it knows no password, but redis.password_file is set"},
    {"ERR max number of clients", "ERR max number of clients", Means::login,
     "it has no room for a further client"},
}};

}  // namespace

RedisError classify(std::string_view text) {
  // Bounded, and without bytes that a journal line should not hold.
  const std::string shown = base::json_string(base::utf8_prefix(text, 200));
  for (const Known& known : kKnown) {
    const bool starts = text.substr(0, known.code.size()) == known.code;
    if (!starts && text.find(known.inside) == std::string_view::npos) continue;
    std::string message("Redis refused: ");
    message.append(known.detail);
    return {known.means == Means::exhausted ? base::exhausted(message) : base::unavailable(message), true,
            known.means == Means::login, std::string(known.detail)};
  }
  return {base::internal("Redis answered " + shown), false, false, {}};
}

}  // namespace maxos::store
