"""health.py ADDRESS: one GetSystemHealth, printed as JSON."""

import json
import sys

import grpc

from client import error_as_dict, maxos_pb2, stub

try:
    answer = stub(sys.argv[1]).GetSystemHealth(maxos_pb2.HealthRequest(), timeout=10)
    result = {"code": "OK", "status": answer.status, "version": answer.version, "metrics": dict(answer.metrics)}
except grpc.RpcError as error:
    result = error_as_dict(error)
print(json.dumps(result))
