"""Load on servers that take turns: what one request costs each, in microseconds of its own CPU time.

Requests a second swing with the machine; the CPU time that a server's own processes used, divided by the
requests it answered, does not. The first turn warms up and does not count.
"""
import os
import re
import socket
import statistics
import subprocess

from servers import BROWSER

CONNECTIONS = 64
READER = ["Accept-Encoding: gzip", f"User-Agent: {BROWSER}"]


def as_options(headers):
    return [part for header in headers for part in ("-H", header)]


def wrk(server, seconds, headers, script=None, env=None):
    """One turn of wrk, which stops at an answer that is none: the requests answered, and their CPU seconds."""
    before = server.cpu_seconds()
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *as_options(headers), *(["-s", script] if script else []),
                          server.url()], check=True, capture_output=True, text=True, env={**os.environ, **(env or {})}).stdout
    used = server.cpu_seconds() - before
    bad = re.search(r"Non-2xx or 3xx responses: \d+|Socket errors.*", out)
    if bad:
        raise RuntimeError(f"{server.name}: {bad.group(0)}")
    return int(re.search(r"(\d+) requests in", out).group(1)), used


def h2load(server, seconds, headers):
    """One turn of h2load over HTTP/1.1, which knows that a 304 has no content."""
    before = server.cpu_seconds()
    out = subprocess.run(["h2load", "--h1", "-t1", f"-c{CONNECTIONS}", f"-D{seconds}", *as_options(headers), server.url()],
                         check=True, capture_output=True, text=True).stdout
    used = server.cpu_seconds() - before
    done, failed = (int(re.search(rf"(\d+) {word}", out).group(1)) for word in ("succeeded", "failed"))
    if failed:
        raise RuntimeError(f"{server.name}: {failed} requests failed")
    return done, used


def take_turns(turns, rounds):
    """`turns` gives for each name a function that loads its server once. Medians by name, and the requests
    that each answered in all."""
    costs, answered = {name: [] for name in turns}, dict.fromkeys(turns, 0)
    for number in range(rounds + 1):
        for name, turn in turns.items():
            requests, used = turn()
            answered[name] += requests
            if number:
                costs[name].append(used / requests * 1e6)
    return {name: statistics.median(values) for name, values in costs.items()}, answered


def whole_response(portal, path, headers):
    """A response as it goes over the wire, and its body."""
    out = subprocess.run(["curl", "-sS", "-i", *as_options(headers), f"http://127.0.0.1:{portal.port}{path}"],
                         check=True, capture_output=True).stdout
    return out, out.partition(b"\r\n\r\n")[2]


class KeptOpen:
    """One connection that stays, for requests one after the other."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.left = b""

    def get(self, path, headers=READER):
        request = "".join(f"{line}\r\n" for line in [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, ""])
        self.connection.sendall(request.encode())
        while b"\r\n\r\n" not in self.left:
            self.receive()
        head, _, self.left = self.left.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(self.left) < length:
            self.receive()
        body, self.left = self.left[:length], self.left[length:]
        return int(head.split()[1]), head, body

    def receive(self):
        got = self.connection.recv(262144)
        if not got:
            raise RuntimeError("the connection was closed")
        self.left += got

    def close(self):
        self.connection.close()
