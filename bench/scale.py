"""P7 and P10: what a page of a list, an article, a search and a start cost, with few articles and with very many."""
import base64
import contextlib
import gzip
import json
import os
import shutil
import sqlite3
import statistics
import struct
import time
import urllib.parse

from corpus import FIRST_MS, TERMS, fill
from load import KeptOpen, READER, wrk
from servers import Portal

PAGES, FEEDS, SEARCHES = 300, 200, 100
PAGE_MS, START_MS, SEARCH_MS, FLAT = 2000, 1000, 25, 1.2


def cursor(at_ms, number):
    """The cursor behind a row, as daemon/handler/cursor.c writes it: both numbers and their FNV-1a."""
    plain, check = struct.pack(">QQ", at_ms, number), 2166136261
    for byte in plain:
        check = (check ^ byte) * 16777619 & 0xFFFFFFFF
    return base64.urlsafe_b64encode(plain + struct.pack(">I", check)).decode().rstrip("=")


def spread(count, parts):
    """Places over all of a list, newest first, but for its end: behind each is a full page of any list."""
    least = min(count, TERMS * TERMS * 2 + 20)
    return [count - round((count - least) * i / parts) for i in range(parts + 1)]


def cost(portal, paths):
    """CPU microseconds of one answer that is in no cache."""
    connection = KeptOpen(portal.port)
    before = portal.cpu_seconds()
    for path in paths:
        status, _, body = connection.get(path)
        assert status == 200 and body, (path, status)
    used = portal.cpu_seconds() - before
    connection.close()
    return used / len(paths) * 1e6


def lists(portal, count):
    """Paths of pages all over the lists, and of articles."""
    places = spread(count, PAGES)

    def after(number):
        return f"after={cursor(FIRST_MS + number * 1000, number)}"
    pages = [1 + (count // TERMS - 20) // 20 * i // PAGES for i in range(PAGES)]
    return {
        "list of a category by number": [f"/chuyen-muc/muc-{1 + n % TERMS}?trang={n}" for n in pages if n > 1],
        "list of a tag by number": [f"/the/the-{1 + n % TERMS}?trang={n}" for n in pages if n > 1],
        "list by API": [f"/api/articles?limit=20&{after(n)}" for n in places],
        "list of a category": [f"/chuyen-muc/muc-{1 + n % TERMS}?{after(n)}" for n in places],
        "list of a tag": [f"/the/the-{1 + n % TERMS}?{after(n)}" for n in places],
        "article": [f"/bai-viet/bai-do-{n}" for n in dict.fromkeys(places)],
    }


def feed(portal, count, tokens):
    """CPU microseconds of 100 entries of the change feed with all their articles, asked for by so many tokens."""
    epoch = json.loads(portal.get("/api/changes?limit=1")[2])["next"].split(".")[0]
    connection = KeptOpen(portal.port)
    before = portal.cpu_seconds()
    for number in range(FEEDS):
        status, _, body = connection.get(f"/api/changes?since={epoch}.{count - 100 - number % tokens}&limit=100")
        assert status == 200, status
    used = portal.cpu_seconds() - before
    assert len(json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)["changes"]) == 100
    connection.close()
    return used / FEEDS * 1e6


def of_size(folder, count, options, table):
    data = os.path.join(folder, f"scale-{count}")
    fill(options.binary, data, count)
    costs = {}
    try:
        portal = Portal(options.binary, data)
        starts = [portal.ready_ms]
        for what, paths in lists(portal, count).items():
            costs[what] = cost(portal, paths)
            table.add_figure(f"P7 {what}, not in the cache, {count} articles", "portal", costs[what], "µs", most=PAGE_MS)
        for what, tokens in {"last 100 changes": 1, "last 100 changes, not in the cache": FEEDS}.items():
            costs[what] = feed(portal, count, tokens)
            table.add_figure(f"P7 {what}, {count} articles", "portal", costs[what], "µs", most=1000)
        portal.path = f"/bai-viet/bai-do-{count // 2}"
        hot = []
        for _ in range(options.rounds):
            requests, used = wrk(portal, options.seconds, READER)
            hot.append(used / requests * 1e6)
        costs["article in the cache"] = statistics.median(hot)
        table.add_figure(f"P7 article in the cache, {count} articles", "portal", costs["article in the cache"], "µs")
        portal.stop()
        for _ in range(4):
            portal = Portal(options.binary, data)
            starts.append(portal.ready_ms)
            resident = portal.resident_mb()
            portal.stop()
        most = 100 if count <= 100000 else START_MS
        table.add_figure(f"P10 ready after start, {count} articles" if count <= 100000 else f"P7 ready after start, {count} articles",
                         "portal", statistics.median(starts), "ms", most=most)
        table.add_figure(f"P9 resident at start, {count} articles", "portal", resident, "MB", most=20 if count <= 10000 else None)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    return costs


def searches(folder, options, table, count=10000, of_the_tag=4000):
    """A search of words that every article holds, narrowed to a tag that 4 in 10 have: CPU of one answer."""
    data = os.path.join(folder, "searches")
    fill(options.binary, data, count)
    try:
        share(data, of_the_tag / count)
        portal = Portal(options.binary, data, "--search-rate", "0")
        wait_for_index(data)
        words = urllib.parse.quote("tình hình kinh tế")
        for what, more in {"": "", ", newest first": "&sort=newest", ", with total and facets": "&include=total,facets"}.items():
            used = cost(portal, [f"/api/articles?q={words}&tag=the-1{more}&limit={20 + n % 5}" for n in range(SEARCHES)])
            table.add_figure(f"P7 search with a tag of {of_the_tag}, {count} articles{what}", "portal", used / 1000, "ms",
                             most=SEARCH_MS if "include" not in more else None)
        portal.stop()
    finally:
        shutil.rmtree(data, ignore_errors=True)


def share(data, part):
    """Gives the first tag to so many articles, evenly, and leaves the index to be built by the next start."""
    with contextlib.closing(sqlite3.connect(os.path.join(data, "portal", "cong.db"))) as db:
        db.execute("UPDATE article_tags SET tag_id = 2 WHERE tag_id = 1")
        db.execute("UPDATE article_tags SET tag_id = 1 WHERE article_id % 100 < ?", (round(part * 100),))
        db.execute("UPDATE search_state SET tokenizer = 0")
        db.commit()


def wait_for_index(data):
    with contextlib.closing(sqlite3.connect(f"file:{data}/portal/cong.db?mode=ro", uri=True)) as db:
        while db.execute("SELECT pending_id FROM search_state").fetchone()[0]:
            time.sleep(0.2)


def measure(folder, options, table):
    searches(folder, options, table)
    first = None
    for count in options.sizes:
        costs = of_size(folder, count, options, table)
        first = first or (count, costs)
        if costs is first[1]:
            continue
        for what, value in costs.items():
            ratio = value / first[1][what]
            table.add(f"P7 {what}: {count} beside {first[0]} articles", "portal", f"{ratio:.2f}", "",
                      f"≤ {FLAT:.2f}" + (", missed" if ratio > FLAT else ""))
