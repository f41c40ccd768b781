// An answer as bytes, for what is remembered under a request_id.
#pragma once

#include <optional>
#include <string>

#include "orchestrator/request.h"

namespace maxos::orchestrator {

// JSON; the form is ours alone and changes only with a version in it.
std::string encode_answer(const Answer& answer);

// Empty when the bytes are not such an answer (written by another version).
std::optional<Answer> decode_answer(const std::string& bytes);

}  // namespace maxos::orchestrator
