"""R12: backups while 64 readers and 4 writers work, with 20,000 articles and 2 GB of media. How late readers are answered
meanwhile, beside the time between in the same run; how many bytes the second takes; whether all verify; whether a flipped
byte is found. Called by `./dev backups [N]`; CONG_BACKUP_MEDIA_MB and CONG_BACKUP_ARTICLES make it smaller."""
import contextlib
import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import corpus
from servers import ROOT, Portal

BINARY = os.path.join(ROOT, "build/release/congd")
ARTICLES = int(os.environ.get("CONG_BACKUP_ARTICLES", 20000))
MEDIA_MB = int(os.environ.get("CONG_BACKUP_MEDIA_MB", 2048))
MEDIUM = 512 * 1024
READERS, WRITERS = 64, 4
READS_A_SECOND, WRITES_A_SECOND = 15, 2  # of each
PAUSE = 6  # seconds between two backups, which are what the readers' time is compared with
LATE_MOST, NEW_MOST = 1.5, 0.10
SEED = int(os.environ.get("CONG_SEED", 12))


def fill_media(data):
    """Files as the portal would keep them, named by their hash."""
    choose = random.Random(SEED)
    os.makedirs(os.path.join(data, "media"), exist_ok=True)
    with contextlib.closing(sqlite3.connect(os.path.join(data, "cong.db"), isolation_level=None)) as db:
        db.execute("BEGIN")
        for number in range(1, MEDIA_MB * 1024 * 1024 // MEDIUM + 1):
            content = choose.randbytes(MEDIUM)
            name = hashlib.blake2b(content, digest_size=32).hexdigest()[:32] + ".jpg"
            with open(os.path.join(data, "media", name), "wb") as file:
                file.write(content)
            db.execute("INSERT INTO media (id, name, type, size, width, height, created_ms) VALUES (?, ?, 'image/jpeg', ?, 100, 100, ?)",
                       (number, name, MEDIUM, int(time.time() * 1000)))
            db.execute("INSERT INTO media_files (name, media_id, type, size, width, height) VALUES (?, ?, 'image/jpeg', ?, 100, 100)", (name, number, MEDIUM))
            db.execute("INSERT INTO article_media (article_id, media_id, is_shown) VALUES (?, ?, 1)", (1 + number % ARTICLES, number))
        db.execute("UPDATE search_state SET tokenizer = 0")  # so that the portal makes the index
        db.execute("COMMIT")


def wait_for_index(data):
    while True:
        with contextlib.closing(sqlite3.connect(f"file:{data}/cong.db?mode=ro", uri=True)) as db:
            tokenizer, pending = db.execute("SELECT tokenizer, pending_id FROM search_state").fetchone()
        if tokenizer and not pending:
            return
        time.sleep(1)


class Load:
    """Readers at a steady pace, each answer noted with its time, and writers beside them."""

    def __init__(self, portal, folder):
        self.portal, self.log, self.is_over, self.writes = portal, os.path.join(folder, "reads.log"), False, []
        choose = random.Random(SEED)
        paths = ["/", "/api/articles"] + [f"/bai-viet/bai-do-{choose.randrange(1, ARTICLES + 1)}" for _ in range(400)]
        addresses = os.path.join(folder, "addresses")
        with open(addresses, "w", encoding="utf-8") as file:
            file.writelines(f"{portal.url().rstrip('/')}{path}\n" for path in paths)
        self.readers = subprocess.Popen(["h2load", "--h1", "-t1", f"-c{READERS}", f"--rps={READS_A_SECOND}", "-D36000", f"--log-file={self.log}", "-i", addresses],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.writers = [threading.Thread(target=self.write, args=(number,)) for number in range(WRITERS)]
        for writer in self.writers:
            writer.start()

    def write(self, number):
        choose, count = random.Random(number), 0
        while not self.is_over:
            begin, count = time.time(), count + 1
            self.portal.post({"title": f"Bài {count} của {number} lúc {begin}", "status": "published", "body": "\n\n".join(corpus.body(count, choose))})
            self.writes.append((begin, time.time() - begin))
            time.sleep(max(0, 1 / WRITES_A_SECOND - (time.time() - begin)))

    def stop(self):
        self.is_over = True
        for writer in self.writers:
            writer.join()
        self.readers.terminate()
        self.readers.wait()

    def reads(self):
        with open(self.log, encoding="utf-8") as file:
            for line in file:
                parts = line.split("\t")
                if len(parts) >= 3:
                    yield int(parts[0]) / 1e6, int(parts[1]), int(parts[2]) / 1000


def within(spans, at):
    return any(begin <= at < end for begin, end in spans)


def p99(times):
    return sorted(times)[int(len(times) * 0.99)] if times else float("nan")


def congd(portal, *arguments):
    done = subprocess.run([portal.binary, *arguments, "--data", portal.data], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def make_and_verify(portal, count):
    """So many, one after the other; spans of making, of verifying, of rest."""
    making, resting, good, took = [], [], 0, []
    for number in range(count):
        begin = time.time()
        time.sleep(PAUSE)
        resting.append((begin, time.time()))
        begin = time.time()
        status, said = congd(portal, "backup", "--name", f"b{number}")
        making.append((begin, time.time()))
        if status:
            raise RuntimeError(said)
        took.append(making[-1][1] - begin)
        begin = time.time()
        status, said = congd(portal, "backup", "verify", f"b{number}")
        good += status == 0
        print(f"  backup {number + 1}: {took[-1]:.1f} s, verified in {time.time() - begin:.1f} s" + (f": {said}" if status else ""), flush=True)
    return making, resting, good, took


def flips(portal, name, count):
    """Bytes of the last backup that are changed one at a time: in how many cases that was found."""
    folder, found, choose = os.path.join(portal.data, "backup", name), 0, random.Random(SEED)
    kinds = {"manifest": ["manifest.json"]}
    for kind in ("database", "media"):
        kinds[kind] = [os.path.join(kind, file) for file in sorted(os.listdir(os.path.join(folder, kind)))]
    for number in range(count):
        path = os.path.join(folder, choose.choice(kinds[list(kinds)[number % len(kinds)]]))
        at, bit = choose.randrange(os.path.getsize(path)), 1 << choose.randrange(8)
        for is_wrong in (True, False):
            os.chmod(path, 0o640)
            with open(path, "r+b") as file:
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ bit]))
            if is_wrong:
                status, _ = congd(portal, "backup", "verify", folder)
                found += status == 1
    return found


def run(folder, count, flip_count):
    corpus.fill(BINARY, folder, ARTICLES)
    fill_media(os.path.join(folder, "portal"))
    portal = Portal(BINARY, folder)
    try:
        wait_for_index(portal.data)
        load = Load(portal, folder)
        try:
            time.sleep(PAUSE)  # what is kept ready is made
            making, resting, good, took = make_and_verify(portal, count)
        finally:
            load.stop()
        items = json.loads(portal.open("/api/backups", None, {"Authorization": f"Bearer {portal.token}"}).read())["items"]
    finally:
        portal.stop()
    reads = list(load.reads())
    beside, between = ([ms for at, _, ms in reads if within(spans, at)] for spans in (making, resting))
    bad = sum(status != 200 for _, status, _ in reads)
    by_name = {item["name"]: item for item in items}
    first, second = by_name["b0"], by_name["b1"]
    new = second["new_bytes"] / second["bytes"]
    late = p99(beside) / p99(between)
    found = flips(portal, f"b{count - 1}", flip_count)
    writes = {name: [1000 * took_s for at, took_s in load.writes if within(spans, at)] for name, spans in (("beside", making), ("between", resting))}
    print(f"{ARTICLES} articles, {first['bytes'] / 1e9:.2f} GB a backup; {len(reads)} reads ({bad} bad), {len(load.writes)} posts\n"
          f"readers' p99 beside backups {p99(beside):.2f} ms, between them {p99(between):.2f} ms: {late:.2f} times (at most {LATE_MOST}); {len(beside)} and {len(between)} reads\n"
          f"posts' p99 beside backups {p99(writes['beside']):.0f} ms, between them {p99(writes['between']):.0f} ms\n"
          f"second backup: {second['new_bytes'] / 1e6:.1f} MB of {second['bytes'] / 1e6:.0f} MB are new: {100 * new:.1f} % (at most {100 * NEW_MOST:.0f} %)\n"
          f"{good} of {count} verify; the first took {took[0]:.1f} s, the others {sorted(took[1:])[len(took[1:]) // 2]:.1f} s\n"
          f"{found} of {flip_count} flipped bytes found")
    return good == count and found == flip_count and not bad and late <= LATE_MOST and new <= NEW_MOST


def main():
    count = max(2, int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    with tempfile.TemporaryDirectory(prefix="cong-backups-", dir=os.environ.get("CONG_BACKUP_PLACE")) as folder:
        sys.exit(not run(folder, count, min(count, 30)))


main()
