"""P9 and P10: memory with ten thousand connections that only wait, and the size of the program."""
import os
import resource
import socket
import subprocess
import time

from corpus import article
from load import READER, KeptOpen
from servers import Portal

CONNECTIONS = 10000
PAGES = 6000


def raise_limit():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def idle(folder, options, table):
    """Each connection has had a page, and keeps itself for the next one."""
    raise_limit()
    portal = Portal(options.binary, os.path.join(folder, "p9"))
    request = "".join(f"{line}\r\n" for line in ["GET /bai-viet/bai-do-0 HTTP/1.1", "Host: 127.0.0.1", *READER, ""]).encode()
    connections = []
    try:
        portal.post(article(0))
        before = portal.resident_mb()
        for number in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", portal.port))
            connection.sendall(request)
            connections.append(connection)
            if number % 100 == 99:
                for waiting in connections[-100:]:
                    assert waiting.recv(65536).startswith(b"HTTP/1.1 200")
        table.add_figure(f"P9 {CONNECTIONS} idle connections, more", "portal", portal.resident_mb() - before, "MB", most=200)
        cpu = portal.cpu_seconds()
        time.sleep(3)
        table.add_figure(f"P9 {CONNECTIONS} idle connections, CPU", "portal", (portal.cpu_seconds() - cpu) / 3 * 1000, "ms a second")
    finally:
        for connection in connections:
            connection.close()
        portal.stop()


def cache(folder, options, table):
    """A cache of 64 MiB that three times as many pages go through, again and again: what was evicted must be
    of use to what comes."""
    portal = Portal(options.binary, os.path.join(folder, "cache"), "--page-cache", "64M")
    try:
        for number in range(PAGES):
            portal.post(article(number))
        portal.stop()
        portal = Portal(options.binary, os.path.join(folder, "cache"), "--page-cache", "64M")
        connection, before = KeptOpen(portal.port), portal.resident_mb()
        for number in range(4 * PAGES):
            assert connection.get(f"/bai-viet/bai-do-{number % PAGES}")[0] == 200
        connection.close()
        table.add_figure("P9 page cache of 64 MiB in long use, more", "portal", portal.resident_mb() - before, "MB", most=80)
    finally:
        portal.stop()


def program(folder, options, table):
    stripped = os.path.join(folder, "stripped")
    subprocess.run(["strip", "-o", stripped, options.binary], check=True)
    table.add_figure("P10 program, stripped", "portal", os.path.getsize(stripped) / 1e6, "MB", most=3)


def measure(folder, options, table):
    program(folder, options, table)
    idle(folder, options, table)
    cache(folder, options, table)
