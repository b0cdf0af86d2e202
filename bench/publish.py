"""P8: publishing through the API and at the store itself, each article on the disk before its answer, beside the same
rows in a bare loop on SQLite that synchronises each. Many writers share their commits, the loop cannot."""
import contextlib
import json
import os
import re
import statistics
import subprocess
import tempfile

from servers import ROOT, Portal, floor_program

SECONDS, WRITERS = 3, 16


def script(folder, token):
    """wrk posts articles of 1 to 5 KB, each with a title of its own."""
    path = os.path.join(folder, "post.lua")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"""local n = 0
function request()
  n = n + 1
  local text = string.rep('Trong chín tháng đầu năm, toàn huyện gieo trồng được gần tám nghìn héc-ta. ', 10 + n % 40)
  local body = string.format('{{"title":"Bài gửi số %d lúc %d","status":"published","body":"%s"}}', n, os.time(), text)
  return wrk.format('POST', '/api/articles', {{['Authorization'] = 'Bearer {token}', ['Content-Type'] = 'application/json'}}, body)
end
""")
    return path


def posting(portal, path, writers):
    out = subprocess.run(["wrk", "-t1", f"-c{writers}", f"-d{SECONDS}s", "-s", path, portal.url()], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def build(folder):
    """The bare loop, and the writers at the store."""
    program = os.path.join(folder, "publish")
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(ROOT, "bench/publish.c"), "-lsqlite3"], check=True)
    return program, floor_program("writers")


def at_store(writers, folder, count):
    """Articles a second of so many threads at a store of their own."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        out = subprocess.run([writers, data, str(count), str(SECONDS)], check=True, capture_output=True, text=True).stdout
    return json.loads(out)["rate"]


def bare(program, folder, source):
    """Articles a second of the bare loop, into a fresh file with the same schema."""
    target = os.path.join(folder, "bare.db")
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(target + end)
    out = subprocess.run([program, source, target, str(SECONDS)], check=True, capture_output=True, text=True).stdout
    return json.loads(out)["rate"]


def is_shown_at_once(portal):
    """What was just acknowledged is in the list, by slug and on the home page."""
    for number in range(50):
        made = portal.post({"title": f"Hiện ngay số {number}", "status": "published", "body": "Nội dung."})
        first = json.loads(portal.get("/api/articles?limit=1")[2])["items"][0]
        assert first["id"] == made["id"], "the list is stale"
        assert made["title"] in portal.get("/")[2].decode(), "the home page is stale"
        assert portal.get(made["url"] if made["url"].startswith("/") else "/bai-viet/" + made["slug"])[0] == 200


def measure(folder, options, table):
    portal = Portal(options.binary, os.path.join(folder, "p8"))
    try:
        path, (program, writers) = script(folder, portal.token), build(folder)
        rates = {"portal, one writer": [], f"portal, {WRITERS} writers": [], "store, one writer": [], f"store, {WRITERS} writers": [],
                 "bare SQLite loop": []}
        posting(portal, path, 1)
        source = os.path.join(portal.data, "cong.db")
        for _ in range(options.rounds):
            rates["portal, one writer"].append(posting(portal, path, 1))
            rates[f"portal, {WRITERS} writers"].append(posting(portal, path, WRITERS))
            rates["store, one writer"].append(at_store(writers, folder, 1))
            rates[f"store, {WRITERS} writers"].append(at_store(writers, folder, WRITERS))
            rates["bare SQLite loop"].append(bare(program, folder, source))
        loop = statistics.median(rates["bare SQLite loop"])
        for name, values in rates.items():
            rate = statistics.median(values)
            least = 1.0 if str(WRITERS) in name else 0.7
            bound = "" if name.startswith("bare") else f"≥ {least:.2f}" + (", missed" if rate / loop < least else "")
            table.add("P8 publishing, durable", name, f"{rate:.0f} a second", f"{rate / loop:.2f} of the loop", bound)
        is_shown_at_once(portal)
    finally:
        portal.stop()
