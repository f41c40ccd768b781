"""crowd.py PROGRAM COUNT ZOMBIES: so many processes of that program, and some that have ended and are not asked for.

Prints {"pid": …} when they are there; ends them when its standard input does.
"""

import json
import os
import signal
import sys

program, count, zombies = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
children = []
for _ in range(count):
    children.append(os.posix_spawn(program, [program, "1000"], {}))
for _ in range(zombies):
    if os.fork() == 0:
        os._exit(0)
print(json.dumps({"pid": os.getpid()}), flush=True)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGKILL)
for child in children:
    os.waitpid(child, 0)
