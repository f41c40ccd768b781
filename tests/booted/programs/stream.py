"""stream.py ADDRESS TIMEOUT TEXT [KEY=VALUE...]: one StreamOperations; each update is printed as it comes, as one line
of JSON, and the gRPC code as the last."""

import json
import sys

import grpc

from client import error_as_dict, pairs, request, stub

try:
    for update in stub(sys.argv[1]).StreamOperations(request(sys.argv[3], pairs(sys.argv[4:])),
                                                     timeout=float(sys.argv[2])):
        print(json.dumps({"progress": update.progress, "status": update.status, "message": update.message,
                          "payload": dict(update.payload)}), flush=True)
    print(json.dumps({"code": "OK"}))
except grpc.RpcError as error:
    print(json.dumps(error_as_dict(error)))
