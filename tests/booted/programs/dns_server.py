"""dns_server.py: answers on 127.0.0.1:53 what the cases ask for, and says so on its first line.

    known.example   A 192.0.2.10, AAAA 2001:db8::10, MX 10 mail.known.example, TXT "hello"
    broken.example  SERVFAIL
    silent.example  no answer
    anything else   NXDOMAIN
"""

import json
import socket
import struct

A, MX, TXT, AAAA = 1, 15, 16, 28
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
RECORDS = {
    A: [socket.inet_aton("192.0.2.10")],
    AAAA: [socket.inet_pton(socket.AF_INET6, "2001:db8::10")],
    # "mail", then a pointer to the name asked for, at byte 12 (RFC 1035, 4.1.4).
    MX: [struct.pack(">H", 10) + b"\x04mail\xc0\x0c"],
    TXT: [b"\x05hello"],
}


def name_of(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii", "replace").lower())
        at += packet[at] + 1
    return ".".join(labels), at + 1


def answer(packet):
    name, end = name_of(packet)
    kind = struct.unpack(">H", packet[end:end + 2])[0]
    if name == "silent.example":
        return None
    code = {"known.example": NOERROR, "broken.example": SERVFAIL}.get(name, NXDOMAIN)
    records = RECORDS.get(kind, []) if code == NOERROR else []
    # A response to a standard query, recursion desired and available.
    head = packet[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(records), 0, 0)
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 300, len(data)) + data for data in records)
    return head + packet[12:end + 4] + body


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
print(json.dumps({"listening": True}), flush=True)
while True:
    question, client = server.recvfrom(4096)
    try:
        said = answer(question)
    except (IndexError, struct.error):
        continue
    if said is not None:
        server.sendto(said, client)
