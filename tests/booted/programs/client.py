"""What the programs of this folder share. They run inside the booted machine, with Debian's python3-grpcio and the
stubs of python3-maxos, over an insecure channel, as the prototype's clients did."""

import grpc

from max_os.interfaces.grpc.protos import maxos_pb2, maxos_pb2_grpc

ADDRESS = "localhost:50051"


def stub(address=ADDRESS):
    # Own connections for each stub: gRPC would share one among all channels of a process.
    channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
    return maxos_pb2_grpc.MaxOSServiceStub(channel)


def request(text, context=None):
    return maxos_pb2.TextRequest(text=text, context=context or {})


def answer_as_dict(answer):
    return {"code": "OK", "agent": answer.agent, "status": answer.status, "message": answer.message,
            "payload": dict(answer.payload)}


def error_as_dict(error):
    return {"code": error.code().name, "details": error.details()}


def pairs(arguments):
    """key=value arguments as a dictionary."""
    return dict(argument.split("=", 1) for argument in arguments)
