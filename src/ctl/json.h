// The messages as JSON, one object a line, keys in a fixed order (maps sorted): what --json prints. The
// shapes are the proto3 JSON mapping with the field names of maxos.proto, every field present; docs/api.md
// shows them.
#pragma once

#include <maxos.pb.h>

#include <string>
#include <string_view>

#include "ctl/trouble.h"

namespace maxos::ctl {

// None of these ends in a newline. DEL, C1 controls and bidirectional overrides are \u-escaped, so that the
// line is safe on a terminal.
std::string to_json(const AgentResponse& answer);
std::string to_json(const OperationUpdate& update);
// `time` (RFC 3339) becomes the first key unless it is empty.
std::string to_json(const HealthResponse& health, std::string_view time);
std::string to_json(const ListAgentsResponse& agents);
std::string to_json(const ListCapabilitiesResponse& capabilities);
std::string to_json(const UnderstandResponse& understood);
// {"error":…}: what is wrong with one line of many.
std::string error_json(std::string_view message);
// {"error":{"code":…,"message":…,"advice":…}}
std::string to_json(const Trouble& trouble);
// {"maxosctl":…,"server":…}
std::string version_json(std::string_view client, std::string_view server);

}  // namespace maxos::ctl
