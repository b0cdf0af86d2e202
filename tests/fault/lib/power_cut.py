"""What a disk may hold after the current was gone, and whether the portal comes back from it.

power_cut.py TOLD.json STATES SEED: reads the log of a recording (recorder.c) and what the clients of that portal were told
(power-cut.test.mjs), makes so many states of the disk, opens each with the real program, and prints as JSON what it saw.

What is on the disk for certain is what was noted before the beginning of a synchronisation that has come back: of a file
its bytes, of a folder the names in it. Of everything else any part may be there: each sector of 512 bytes for itself, names
of a folder up to any of them. A moment of the cut is, in turn: just when a client was told something; just before a
synchronisation comes back; just before one of the views does; within the first start; when names have changed, or the write behind that; any."""
import bisect
import concurrent.futures
import hashlib
import http.client
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

# A visit ends when its reader has asked for nothing so long; what was recorded is that old when many states are looked at.
VISIT_S = 30 * 60

HEAD = struct.Struct("<B7xqQqII")
SECTOR = 512
WORKERS = 2
NS = 1_000_000
# How the part of the unsynchronised is chosen, and how often.
CHOICES = ["all", "none", "cut", "cut", "order", "sectors", "sectors", "sectors"]


class Entry:
    __slots__ = ("begin", "end", "kind", "at_ns", "file", "at", "path", "data")

    def __init__(self, begin, end, kind, at_ns, file, at, path, data):
        self.begin, self.end, self.kind, self.at_ns = begin, end, kind, at_ns
        self.file, self.at, self.path, self.data = file, at, path, data


def read_log(path):
    with open(path, "rb") as file:
        log = file.read()
    entries, at = [], 0
    while at < len(log):
        kind, at_ns, file, place, path_size, size = HEAD.unpack_from(log, at)
        begin, at = at, at + HEAD.size
        path, data = log[at:at + path_size].decode(), log[at + path_size:at + path_size + size]
        at += path_size + size
        entries.append(Entry(begin, at, chr(kind), at_ns, file, place, path, data))
    return entries


def put(data, at, piece):
    if len(data) < at + len(piece):
        data.extend(bytes(at + len(piece) - len(data)))
    data[at:at + len(piece)] = piece


def resize(data, size):
    if len(data) < size:
        data.extend(bytes(size - len(data)))
    del data[size:]


def sectors(entry):
    """The pieces of a write that lie in one sector each."""
    at, end = entry.at, entry.at + len(entry.data)
    while at < end:
        stop = min(end, at // SECTOR * SECTOR + SECTOR)
        yield at, entry.data[at - entry.at:stop - entry.at]
        at = stop


def apply(data, entry):
    if entry.kind == "T":
        resize(data, entry.at)
    else:
        put(data, entry.at, entry.data)


class File:
    def __init__(self):
        self.data, self.waiting = bytearray(), []

    def synchronise(self, begin):
        """What was noted before is on the disk."""
        count = bisect.bisect_left(self.waiting, begin, key=lambda entry: entry.begin)
        for entry in self.waiting[:count]:
            apply(self.data, entry)
        del self.waiting[:count]

    def after(self, choice, chance, until):
        data = bytearray(self.data)
        if choice == "sectors":
            likely = chance.choice((0.1, 0.5, 0.9))
            for entry in self.waiting:
                if entry.kind == "T" and chance.random() < likely:
                    apply(data, entry)
                elif entry.kind != "T":
                    for at, piece in sectors(entry):
                        if chance.random() < likely:
                            put(data, at, piece)
            return data
        count = {"all": len(self.waiting), "none": 0, "cut": chance.randint(0, len(self.waiting))}.get(choice)
        if choice == "order":
            count = bisect.bisect_left(self.waiting, until, key=lambda entry: entry.begin)
        for entry in self.waiting[:count]:
            apply(data, entry)
        # The first that did not arrive may have arrived in part.
        if choice in ("cut", "order") and count < len(self.waiting) and self.waiting[count].kind != "T":
            pieces = list(sectors(self.waiting[count]))
            for at, piece in pieces[:chance.randint(0, len(pieces) - 1)]:
                put(data, at, piece)
        return data


class Disk:
    """The folder as far as the log was read."""

    def __init__(self, root):
        self.root = root            # its inode
        self.files = {}             # by inode, those that have a name now or may have one
        self.names = {}             # on the disk: path to File, or None for a folder
        self.waiting = []           # changes of names that are not: (entry, folder's path, File)
        self.folders = {root: ""}   # by inode

    def feed(self, entry):
        if entry.kind == "C":
            self.files[entry.file] = File()
        elif entry.kind == "N":
            self.folders[entry.file] = entry.path
        if entry.kind in "CNRU":
            self.waiting.append((entry, os.path.dirname(entry.path.split("\0")[0]), self.files.get(entry.file)))
        elif entry.kind == "S" and entry.file in self.folders:
            self.synchronise_names(self.folders[entry.file], entry.at)
        elif entry.kind == "S" and entry.file in self.files:
            self.files[entry.file].synchronise(entry.at)
        elif entry.kind in "WTM" and entry.file in self.files:
            self.files[entry.file].waiting.append(entry)

    @staticmethod
    def rename_in(names, entry, file):
        if entry.kind == "C":
            names[entry.path] = file
        elif entry.kind == "N":
            names[entry.path] = None
        elif entry.kind == "U":
            names.pop(entry.path, None)
        else:
            old, new = entry.path.split("\0")
            if old in names:
                names[new] = names.pop(old)

    def synchronise_names(self, folder, begin):
        rest = []
        for entry, of, file in self.waiting:
            if of == folder and entry.begin < begin:
                self.rename_in(self.names, entry, file)
            else:
                rest.append((entry, of, file))
        self.waiting = rest

    def after(self, choice, chance, until):
        """One state: the names, each with its bytes (None: a folder)."""
        names, arrives = dict(self.names), {}
        for entry, folder, file in self.waiting:
            if folder not in arrives:
                most = sum(1 for _, of, _ in self.waiting if of == folder)
                arrives[folder] = {"all": most, "none": 0}.get(choice, chance.randint(0, most))
            if entry.begin < until if choice == "order" else arrives[folder] > 0:
                self.rename_in(names, entry, file)
            arrives[folder] -= 1
        return {name: file and file.after(choice, chance, until) for name, file in names.items()}


def write_state(folder, state):
    os.makedirs(folder, mode=0o750)
    for name in sorted(name for name, data in state.items() if data is None):
        os.makedirs(os.path.join(folder, name), mode=0o750, exist_ok=True)
    for name, data in state.items():
        path = os.path.join(folder, name)
        # Without its folder a file is nowhere.
        if data is None or not os.path.isdir(os.path.dirname(path)):
            continue
        with open(path, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(data)


def portal_day(at_s=None):
    return int((time.time() if at_s is None else at_s) + 7 * 3600) // 86400


class Faulty(Exception):
    pass


def expect(truth, what):
    if not truth:
        raise Faulty(what)


class Check:
    """What must be true of a portal that was cut off at a place of the log."""

    def __init__(self, told, entries):
        self.told, self.entries, self.day = told, entries, portal_day(told["began_s"])
        self.begins = [entry.begin for entry in entries]
        journal = next((entry.file for entry in entries if entry.kind == "M"), None)
        self.journal_syncs = [entry for entry in entries if entry.kind == "S" and entry.file == journal]
        self.journal_ends = [entry.end for entry in self.journal_syncs]
        self.journal_since = [struct.unpack("<q", entry.data)[0] for entry in self.journal_syncs]
        # A reader by the first of his views that was answered.
        self.readers = {}
        for view in sorted(told["views"], key=lambda view: view.get("told", 1 << 62), reverse=True):
            self.readers[view["reader"]] = view.get("told", 1 << 62)
        self.answered = sorted((view["told"], view["at_ns"]) for view in told["views"] if "told" in view)

    def serve(self, folder, place, seen):
        told = self.told
        child = subprocess.Popen([told["binary"], "serve", "--allow-root", "--data", folder, "--listen", "127.0.0.1:0",
                                  "--set", "trusted_proxies=127.0.0.1"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = ""
        try:
            while not line.startswith("listening on "):
                line = child.stdout.readline()
                if not line:
                    raise Faulty("it does not start: " + child.stderr.read()[-2000:])
            client = http.client.HTTPConnection("127.0.0.1", int(line.rsplit(":", 1)[1]), timeout=120)
            self.ask(client, place, seen)
            client.close()
            child.terminate()
            errors = child.communicate(timeout=120)[1]
            expect(child.returncode == 0, f"the stop ends with {child.returncode}: {errors[-2000:]}")
            expect(" error " not in errors, errors[-2000:])
        finally:
            child.kill()
            child.communicate()

    def get(self, client, path, headers=None):
        client.request("GET", path, headers=headers or {})
        answer = client.getresponse()
        return answer.status, answer.read()

    def ask(self, client, place, seen):
        status, _ = self.get(client, "/")
        expect(status == 200, f"the home page answers {status}")
        status, body = self.get(client, "/api/stats")
        expect(status == 200, f"the statistics answer {status}")
        stats = json.loads(body)
        self.count_views(client, stats, place, seen)
        for erased in self.told["erased"]:
            if erased["told"] <= place:
                status, _ = self.get(client, "/bai-viet/" + erased["slug"])
                expect(status == 410, f"the address of an erased article answers {status}")

    def come_again(self, client, visits, place):
        """Whose visit is on the disk goes on with it, unless midnight or half an hour has come between."""
        if portal_day() != self.day:
            return
        again = [reader for reader, told in self.readers.items() if told < place][:3]
        age_s = time.time() - self.told["began_s"]
        wanted = [visits] if age_s < VISIT_S - 300 else [visits + len(again)] if age_s > VISIT_S + 300 else range(visits, visits + len(again) + 1)
        for reader in again:
            self.get(client, self.told["page"], {"User-Agent": self.told["agent"], "X-Forwarded-For": f"198.51.100.{reader}"})
        now = json.loads(self.get(client, "/api/stats")[1])["all"]
        expect(now in wanted or portal_day() != self.day, f"{now} visits instead of {list(wanted)} once readers came again")

    def count_views(self, client, stats, place, seen):
        stored, visits = stats["views"]["all"], stats["all"]
        asked = [view for view in self.told["views"] if view["asked"] <= place]
        answers = bisect.bisect_right(self.answered, (place, 1 << 62))
        nth = bisect.bisect_right(self.journal_ends, place)
        # Whoever was told at just that length may have been told later, while the mapping was looked at.
        certain = bisect.bisect_left(self.answered, (self.journal_since[nth - 1], 0)) if nth else 0
        expect(certain <= stored <= len(asked), f"views: {certain} synchronised <= {stored} stored <= {len(asked)} asked for")
        readers = len({view["reader"] for view in asked})
        expect(visits <= readers or portal_day() != self.day, f"{visits} visits of {readers} readers")
        if nth:
            self.come_again(client, visits, self.journal_since[nth - 1])
        if stored < answers:
            cut_ns = self.entries[bisect.bisect_right(self.begins, place - 1) - 1].at_ns
            seen["views lost"] = answers - stored
            seen["lost after ms"] = max(0, (cut_ns - self.answered[stored][1]) / NS)

    def look(self, folder, place, seen):
        """Into the files of the stopped portal."""
        db = sqlite3.connect(f"file:{folder}/cong.db?mode=ro", uri=True)
        try:
            expect(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the database is damaged")
            expect(not db.execute("PRAGMA foreign_key_check").fetchall(), "a row refers to nothing")
            titles = dict(db.execute("SELECT id, title FROM articles"))
            files = [name for name, in db.execute("SELECT DISTINCT name FROM media_files")]
            tokens = {name for name, in db.execute("SELECT name FROM tokens")}
        finally:
            db.close()
        erased = {item["id"] for item in self.told["erased"] if item["told"] <= place}
        for item in self.told["posted"]:
            if item["told"] <= place and item["id"] not in self.told["erasing"]:
                seen["articles"] = seen.get("articles", 0) + 1
                expect(titles.get(item["id"]) == item["title"], f"the acknowledged article {item['id']} is {titles.get(item['id'])}")
        expect(not erased & set(titles), "what was erased is back")
        for item in self.told["saved"]:
            if item["told"] <= place:
                number = int((titles.get(item["id"]) or "lần -1").rsplit("lần ", 1)[1])
                expect(number >= item["number"], f"change {item['number']} was acknowledged, {number} is stored")
        for item in self.told["tokens"]:
            expect(item["told"] > place or item["name"] in tokens, f"the token {item['name']} is gone")
        for item in self.told["files"]:
            expect(item["told"] > place or item["name"] in files, f"the acknowledged file {item['name']} has no row")
        for name in files:
            with open(os.path.join(folder, "media", name), "rb") as file:
                digest = hashlib.blake2b(file.read(), digest_size=32).hexdigest()
            expect(name.startswith(digest[:32]), f"the file {name} is another")

    def audit(self, folder):
        done = subprocess.run([self.told["binary"], "audit", "verify", "--data", folder], capture_output=True, text=True)
        expect(done.returncode == 0, "the audit: " + done.stdout + done.stderr)

    def run(self, number, place, choice, state):
        seen = {"number": number, "place": place, "choice": choice}
        with tempfile.TemporaryDirectory(prefix="cong-test-") as scratch:
            folder = os.path.join(scratch, "data")
            write_state(folder, state)
            try:
                self.serve(folder, place, seen)
                self.look(folder, place, seen)
                if number % 10 == 0:
                    self.audit(folder)
            except (Faulty, OSError, ValueError, sqlite3.Error, http.client.HTTPException, subprocess.TimeoutExpired) as fault:
                seen["fault"] = f"{type(fault).__name__}: {fault}"
                if self.told.get("keep"):
                    write_state(os.path.join(self.told["keep"], f"state-{number}"), state)
        return seen


def places(told, entries, journal_syncs, count, chance):
    """Where the log is cut, in its order."""
    tellings = [item["told"] for name in ("posted", "saved", "erased", "tokens", "files") for item in told[name]]
    syncs = [entry.begin for entry in entries if entry.kind == "S"]
    every = [entry.end for entry in entries]
    first = min(tellings)
    views = [entry.begin for entry in journal_syncs]
    names = [near.end for entry, after in zip(entries, entries[1:]) if entry.kind in "CNRUT" for near in (entry, after)]
    start = [[place for place in kind if place < first] for kind in (names, every)]
    kinds = [kind for kind in (tellings, syncs, views, names, *start, every) if kind]
    return sorted(chance.choice(kinds[number % len(kinds)]) for number in range(count))


def main(told_path, count, seed):
    with open(told_path, encoding="utf-8") as file:
        told = json.load(file)
    entries = read_log(told["log"])
    chance = random.Random(seed)
    disk, check, fed, results, running = Disk(told["root"]), Check(told, entries), 0, [], set()
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for number, place in enumerate(places(told, entries, check.journal_syncs, count, chance)):
            while fed < len(entries) and entries[fed].end <= place:
                disk.feed(entries[fed])
                fed += 1
            choice = chance.choice(CHOICES)
            state = disk.after(choice, chance, chance.randint(0, place))
            running.add(pool.submit(check.run, number, place, choice, state))
            # States are large; no more of them than are being looked at.
            if len(running) > WORKERS:
                done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                results += [future.result() for future in done]
        results += [future.result() for future in running]
    gaps = sorted((after.at_ns - before.at_ns) / NS for before, after in zip(check.journal_syncs, check.journal_syncs[1:]))
    imports = [{"ms": round((long["to_ns"] - long["from_ns"]) / NS),
                "syncs": sum(long["from_ns"] < sync.at_ns < long["to_ns"] for sync in check.journal_syncs)} for long in told["imports"]]
    print(json.dumps({
        "states": len(results), "entries": len(entries), "faults": [seen for seen in results if "fault" in seen][:20],
        "imports": imports, "articles": sum(seen.get("articles", 0) for seen in results), "lost": sum("views lost" in seen for seen in results),
        "worst_ms": max((seen["lost after ms"] for seen in results if "lost after ms" in seen), default=0),
        "gap_median_ms": gaps[len(gaps) // 2] if gaps else 0, "gap_most_ms": gaps[-1] if gaps else 0,
    }))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
