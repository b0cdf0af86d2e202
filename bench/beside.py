"""P13: what a reader waits while everything else happens at once: imports that are all or nothing, writers, searches
with a large tag, an article whose table is made to hurt, photographs. Beside the bare loop under the same load. And the same
while the daemon is killed again and again, its socket held, and on a disk that is full (R20 of the design of reliability)."""
import contextlib
import http.client
import json
import os
import subprocess
import threading
import time
import urllib.error

from corpus import article
from load import whole_response
from media import photograph
from servers import ROOT, HeldPortal, Portal, start_limit

ARTICLES, TAGGED, LINES = 10000, 4000, 5000
READERS, INTERVAL_MS, UNCACHED = 64, 100, 8
WRITERS = SEARCHERS = 8
KILL_S = 5  # from one kill to the next
DISK_MB = 448
SETTINGS = [word for name in ("search_rate", "write_rate", "error_rate", "miss_rate") for word in ("--set", f"{name}=0")]


def line(number, prefix, tagged):
    item = dict(article(number), slug=f"{prefix}-{number}", external_id=f"{prefix}-{number}")
    if tagged:
        item["tags"] = ["the-lon"]
    return json.dumps(item, ensure_ascii=False)


def lines_file(folder, name, count, tagged):
    path = os.path.join(folder, name + ".ndjson")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line(number, name, number < tagged) + "\n" for number in range(count))
    return path


def send(portal, path, body, kind):
    return portal.open(path, body, {"Authorization": f"Bearer {portal.token}", "Content-Type": kind})


def fill(portal, folder):
    with send(portal, "/api/tags", json.dumps({"name": "Thẻ lớn", "slug": "the-lon"}).encode(), "application/json"):
        pass
    import_file(portal, lines_file(folder, "bai-do", ARTICLES, TAGGED), "")


def import_file(portal, path, query):
    subprocess.run(["nice", "curl", "-sS", "-o", "/dev/null", "-X", "POST", "-T", path, "-H", "Content-Type: application/x-ndjson",
                    "-H", f"Authorization: Bearer {portal.token}", f"http://127.0.0.1:{portal.port}/api/import{query}"], check=True)


class Load(threading.Thread):
    """One thing done over and over until the end; what it waited for each answer, and which answers it got."""

    def __init__(self, name, act, end):
        super().__init__(daemon=True)
        self.name, self.act, self.end = name, act, end
        self.waits, self.statuses = [], {}
        self.start()

    def run(self):
        # Clients are on other machines in life. Here they share the processors with what is measured, and give way
        # to it (a niceness is a thread's on Linux); what they ask for is the portal's own work as ever.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while time.monotonic() < self.end:
            begin, status = time.monotonic(), 200
            try:
                self.act()
            except urllib.error.HTTPError as error:
                status = error.code
                # Who is told to come again later does so.
                time.sleep(min(5, int(error.headers.get("Retry-After") or 0)))
            except (OSError, http.client.HTTPException, subprocess.CalledProcessError):
                status = 0
            self.waits.append(time.monotonic() - begin)
            self.statuses[status] = self.statuses.get(status, 0) + 1


def everything(portal, folder, end):
    """The load, in threads that mostly wait for answers."""
    numbers = iter(range(1 << 40))
    atomic = lines_file(folder, "ca-hai", LINES, 0)
    photo = os.path.join(folder, "photo.jpg")
    with open(photo, "wb") as file:
        file.write(photograph(folder))
    pipes = json.dumps({"title": "Bảng rất rộng", "body": "|" * 4000 + "\n" + "|-" * 2000 + "|\n" + "|" * 4000}).encode()

    def post_tag():
        with send(portal, "/api/tags", json.dumps({"name": f"Thẻ số {next(numbers)}"}).encode(), "application/json") as answer:
            answer.read()

    def search():
        status = portal.get(f"/api/articles?q=kinh+te&tag=the-lon&from=2020-01-{1 + next(numbers) % 28:02d}")[0]
        if status not in (200, 503, 429):
            raise OSError(status)

    def post_pipes():
        with send(portal, "/api/articles", pipes, "application/json") as answer:
            answer.read()

    def upload():
        with open(photo, "rb") as file, send(portal, "/api/media", file.read() + b"%d" % next(numbers), "image/jpeg") as answer:
            answer.read()

    acts = [("atomic import", lambda: import_file(portal, atomic, "?atomic=true"))]
    acts += [("tag", post_tag)] * WRITERS + [("search", search)] * SEARCHERS + [("pipes", post_pipes), ("photograph", upload)]
    return [Load(name, act, end) for name, act in acts]


def start_readers(program, port, connections, interval_ms, seconds, *paths, again=False):
    return subprocess.Popen([program, *(["-a"] if again else []), str(port), str(connections), str(interval_ms), str(seconds), *paths], stdout=subprocess.PIPE, text=True)


def report(table, what, out, who, p99=None, worst=None):
    figures = json.loads(out)
    table.add_figure(f"{what}: p50", who, figures["p50_ms"], "ms")
    table.add_figure(f"{what}: p99", who, figures["p99_ms"], "ms", most=p99)
    table.add_figure(f"{what}: worst of {figures['count']}", who, figures["worst_ms"], "ms", most=worst)
    table.add_figure(f"{what}: errors", who, figures["errors"], "", most=0)
    if figures["again"]:
        table.add_figure(f"{what}: asked again over another connection", who, figures["again"], "")


def report_loads(loads, table, where):
    for load in loads:
        load.join(60)
    for name in dict.fromkeys(load.name for load in loads):
        waits = [wait for load in loads if load.name == name for wait in load.waits]
        statuses = {}
        for load in loads:
            for status, count in load.statuses.items() if load.name == name else ():
                statuses[status] = statuses.get(status, 0) + count
        table.add(f"{name} {where}: longest wait", "portal", f"{max(waits, default=0):.2f} s", f"answers {statuses}")


def build_readers(folder):
    program = os.path.join(folder, "readers")
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-o", program, os.path.join(ROOT, "bench/readers.c")], check=True)
    return program


def uncached_paths():
    return [f"/bai-viet/bai-do-{number * 97 % ARTICLES}" for number in range(1, 2000)]


def measure(folder, options, table):
    seconds = max(20, options.seconds * 10)
    program = build_readers(folder)
    portal = Portal(options.binary, os.path.join(folder, "beside"), *SETTINGS)
    limit = None
    try:
        fill(portal, folder)
        limit = start_limit(folder, whole_response(portal, "/", ["Accept-Encoding: gzip"])[0])
        loads = everything(portal, folder, time.monotonic() + seconds + 2)
        time.sleep(1)
        readers = [("cached page beside everything", "portal", 10, 50, start_readers(program, portal.port, READERS, INTERVAL_MS, seconds, "/")),
                   ("page not in the cache beside everything", "portal", 30, None,
                    start_readers(program, portal.port, UNCACHED, 250, seconds, *uncached_paths())),
                   ("the same bytes beside everything", "bare epoll loop", None, None,
                    start_readers(program, limit.port, READERS, INTERVAL_MS, seconds, "/"))]
        for what, who, p99, worst, reader in readers:
            report(table, what, reader.communicate()[0], who, p99, worst)
        report_loads(loads, table, "beside everything")
    finally:
        if limit:
            limit.stop()
        portal.stop()


def read_beside(portal, folder, program, seconds, table, where):
    """Everything and the readers beside it: no bound on their time, for a killed daemon answers nobody, but none is refused."""
    loads = everything(portal, folder, time.monotonic() + seconds + 2)
    time.sleep(1)
    readers = [(f"cached page {where}", start_readers(program, portal.port, READERS, INTERVAL_MS, seconds, "/", again=True)),
               (f"page not in the cache {where}", start_readers(program, portal.port, UNCACHED, 250, seconds, *uncached_paths(), again=True))]
    yield
    for what, reader in readers:
        report(table, what, reader.communicate()[0], "portal")
    report_loads(loads, table, where)


def under_kills(folder, options, table):
    seconds = max(20, options.seconds * 10)
    program = build_readers(folder)
    portal = HeldPortal(options.binary, os.path.join(folder, "kills"), *SETTINGS)
    try:
        fill(portal, folder)
        reading = read_beside(portal, folder, program, seconds, table, "under kills")
        next(reading)
        starts, end = [], time.monotonic() + seconds
        while time.monotonic() < end - KILL_S:
            time.sleep(KILL_S)
            starts.append(portal.kill())
        next(reading, None)
        table.add_figure(f"{len(starts)} kills beside everything: the next one listens after, at worst", "portal", max(starts), "ms")
    finally:
        portal.stop()


@contextlib.contextmanager
def small_disk(folder):
    at = os.path.join(folder, "disk")
    os.makedirs(at)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0755", "none", at], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", at], check=True)


class Filler(threading.Thread):
    """Takes what room there is, and what is given back, until it is told to end."""

    def __init__(self, at):
        super().__init__(daemon=True)
        self.path, self.ended = os.path.join(at, "filler"), threading.Event()
        self.start()

    def run(self):
        with open(self.path, "ab", buffering=0) as file:
            while not self.ended.wait(0.1):
                with contextlib.suppress(OSError):
                    while not self.ended.is_set():
                        file.write(bytes(65536))

    def stop(self):
        self.ended.set()
        self.join()
        os.unlink(self.path)


def on_full_disk(folder, options, table):
    seconds = max(20, options.seconds * 10)
    program = build_readers(folder)
    with small_disk(folder) as disk:
        portal = Portal(options.binary, os.path.join(disk, "full"), *SETTINGS)
        try:
            fill(portal, folder)
            filler = Filler(disk)
            # Until the reserve is gone too, and nothing is found for another.
            full = 0
            while full < 20:
                full = full + 1 if portal.get("/readyz")[0] == 503 else 0
                with contextlib.suppress(OSError), send(portal, "/api/tags", json.dumps({"name": f"Đầy {time.monotonic()}"}).encode(), "application/json"):
                    full = 0
                time.sleep(0.1)
            reading = read_beside(portal, folder, program, seconds, table, "on a full disk")
            next(reading)
            next(reading, None)
            filler.stop()
            begin, status = time.monotonic(), 0
            while status != 201 and time.monotonic() < begin + 60:
                with contextlib.suppress(urllib.error.HTTPError), send(portal, "/api/tags", b'{"name":"Con cho"}', "application/json") as answer:
                    status = answer.status
            table.add_figure("a write once there is room again", "portal", (time.monotonic() - begin) * 1000, "ms", most=2000)
        finally:
            portal.stop()
