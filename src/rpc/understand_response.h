// A judgement as the message that tells it.
#pragma once

#include "maxos.pb.h"
#include "orchestrator/judge.h"

namespace maxos::rpc {

UnderstandResponse understand_response(orchestrator::Judgement judgement);

}  // namespace maxos::rpc
