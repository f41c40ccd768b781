// What the two bare servers share: arguments, channel arguments, life.
#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <functional>
#include <memory>

#include "answer_shape.h"

namespace maxos::bench {

// main() of a bare server: `PROGRAM ADDRESS SHAPE_FILE` serves what `make_service` makes on ADDRESS
// ("127.0.0.1:50051"), with the daemon's channel arguments and gRPC's own listener, until SIGTERM. Returns
// the exit status.
int serve(int argc, char** argv,
          const std::function<std::unique_ptr<grpc::Service>(const AnswerShape&)>& make_service);

}  // namespace maxos::bench
