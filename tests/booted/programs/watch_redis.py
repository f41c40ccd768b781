"""watch_redis.py: prints each change of GetSystemHealth's `redis` as one line of JSON with the time of day, until stdin
ends."""

import json
import select
import sys
import time

from client import maxos_pb2, stub

service = stub()
last = None
while not select.select([sys.stdin], [], [], 0.05)[0]:
    metrics = service.GetSystemHealth(maxos_pb2.HealthRequest(), timeout=10).metrics
    if metrics["redis"] != last:
        last = metrics["redis"]
        print(json.dumps({"redis": last, "time": time.time()}), flush=True)
