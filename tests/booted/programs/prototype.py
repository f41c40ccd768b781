"""The client programs of the prototype's documentation, one function each; prints what they saw as JSON."""

import json

import grpc

from max_os.interfaces.grpc.protos import maxos_pb2, maxos_pb2_grpc


def handle_text(service):
    response = service.HandleText(maxos_pb2.TextRequest(text="What's my system uptime?",
                                                        context={"domain": "system"}))
    return {"agent": response.agent, "status": response.status, "message": response.message,
            "payload": dict(response.payload)}


def stream_operations(service):
    seen = []
    for update in service.StreamOperations(maxos_pb2.TextRequest(text="Check system health")):
        print_progress(update)
        seen.append([update.progress, update.status])
    return seen


def print_progress(update):
    import sys
    print(f"[{update.progress:3d}%] {update.status}: {update.message}", file=sys.stderr)


def get_system_health(service):
    health = service.GetSystemHealth(maxos_pb2.HealthRequest())
    return {"status": health.status, "version": health.version, "metrics": dict(health.metrics)}


def with_timeout(service):
    response = service.HandleText(maxos_pb2.TextRequest(text="List files in my home directory"), timeout=5)
    return {"agent": response.agent, "status": response.status, "payload": dict(response.payload)}


def error_handling(service):
    try:
        service.HandleText(maxos_pb2.TextRequest(text=""))
    except grpc.RpcError as error:
        return {"code": error.code().name, "details": error.details()}
    return {"code": "OK"}


def main():
    with grpc.insecure_channel("localhost:50051") as channel:
        service = maxos_pb2_grpc.MaxOSServiceStub(channel)
        print(json.dumps({program.__name__: program(service) for program in
                          (handle_text, stream_operations, get_system_health, with_timeout, error_handling)}))


if __name__ == "__main__":
    main()
