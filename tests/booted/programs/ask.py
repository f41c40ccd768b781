"""ask.py ADDRESS TIMEOUT TEXT [KEY=VALUE...]: one HandleText, printed as JSON."""

import json
import sys
import time

import grpc

from client import answer_as_dict, error_as_dict, pairs, request, stub

started = time.monotonic()
try:
    result = answer_as_dict(stub(sys.argv[1]).HandleText(request(sys.argv[3], pairs(sys.argv[4:])),
                                                         timeout=float(sys.argv[2])))
except grpc.RpcError as error:
    result = error_as_dict(error)
result["seconds"] = time.monotonic() - started
print(json.dumps(result))
