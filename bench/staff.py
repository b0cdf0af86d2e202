"""The staff's pages: what each costs that is asked for by GET, in CPU of the thread that makes it (event `made` of the log at level
debug), on a portal of 10,000 articles over eight years, nearly all of them read in the present month, and as many media; beside the same pages of a
portal of 100 articles as the yardstick, for none may grow with the portal."""
import contextlib
import http.client
import os
import random
import re
import sqlite3
import statistics
import subprocess
import time
import urllib.parse

from corpus import fill
from servers import BROWSER, ROOT, Portal

MOST_US, ROUNDS = 2000, 9
MANY, FEW = 10000, 100
YEARS_MS = 8 * 365 * 86400000
PASSWORD = "cá rô phi bơi ngược dòng"

# For each row of the table that is a page: addresses that have much to show. {media} is a picture.
EXAMPLES = {
    "": [""], "/dang-nhap": ["/dang-nhap"], "/lan-dau": [], "/quen-mat-khau/{code}": [], "/vao/{code}": [], "/media/{name}": [], "/so-lieu.csv": [], "/nhat-ky.csv": [],
    "/bai": ["/bai", "/bai?status=published", "/bai?category=muc-1&author=me", "/bai?q=b%C3%A0i+%C4%91o"], "/bai/nhieu": ["/bai/nhieu?do=publish&id=7&id=8"], "/bai/tu-word": ["/bai/tu-word"],
    "/bai/moi": ["/bai/moi"], "/bai/moi/xem-truoc": [], "/bai/{id}": ["/bai/50"], "/bai/{id}/xem-truoc": ["/bai/50/xem-truoc"], "/bai/{id}/so-sanh": ["/bai/50/so-sanh"],
    "/bai/{id}/trang-thai": ["/bai/50/trang-thai"], "/bai/{id}/kiem-tra": ["/bai/50/kiem-tra"], "/bai/{id}/dang": ["/bai/{waiting}/dang"], "/bai/{id}/xoa-chu": ["/bai/50/xoa-chu"], "/xoa-chu": ["/xoa-chu"], "/ma-truy-cap": ["/ma-truy-cap"], "/duyet": ["/duyet"], "/duyet/{id}": ["/duyet/{waiting}"],
    "/tep": ["/tep", "/tep?q=anh", "/tep?q=anh+so+777", "/tep?q=khong+co", "/tep?without_alt=true", "/tep?kind=document", "/tep?unused=true"], "/tep/mo-ta": ["/tep/mo-ta?ids={media}"], "/tep/{id}": ["/tep/{media}"], "/cong": ["/cong"], "/cong/nhan-dien": ["/cong/nhan-dien"], "/cong/menu": ["/cong/menu"],
    "/cong/trang-chu": ["/cong/trang-chu"], "/cong/khan": ["/cong/khan"], "/cong/trang": ["/cong/trang"], "/cong/khoi": ["/cong/khoi"], "/cong/khoi/{id}": ["/cong/khoi/1"],
    "/cong/chuyen-muc": ["/cong/chuyen-muc"], "/cong/chuyen-muc/{id}": ["/cong/chuyen-muc/1"], "/cong/the": ["/cong/the"], "/cong/the/{id}": ["/cong/the/1"],
    "/cong/viet-tat": ["/cong/viet-tat"], "/cong/viet-tat/{id}": ["/cong/viet-tat/1"], "/so-lieu": ["/so-lieu"], "/so-lieu/nhuan-but": ["/so-lieu/nhuan-but"], "/nhat-ky": ["/nhat-ky", "/nhat-ky?viec=article"],
    "/thung-rac": ["/thung-rac"], "/thung-rac/{id}/xoa-han": ["/thung-rac/{trashed}/xoa-han"], "/sao-luu": ["/sao-luu"], "/suc-khoe": ["/suc-khoe"], "/lien-ket": ["/lien-ket"], "/bao-loi": ["/bao-loi"], "/hoi-dap": ["/hoi-dap"], "/hoi-dap/{id}": [], "/hoi-dap/{id}/tep/{number}": [], "/gop-y": ["/gop-y"], "/gop-y/{id}": [], "/gop-y/{id}/y-kien.csv": [], "/cong/ngay-lam-viec": ["/cong/ngay-lam-viec"], "/cong/thoi-han": ["/cong/thoi-han"],
    "/bai/{id}/anh": [], "/lich": ["/lich"], "/lich/dan": ["/lich/dan"], "/van-ban/nhap": ["/van-ban/nhap"],
    "/toi": ["/toi"], "/toi/mat-khau": ["/toi/mat-khau"], "/toi/ma-mot-lan": ["/toi/ma-mot-lan"], "/toi/ma-khoi-phuc": ["/toi/ma-khoi-phuc"], "/dang-do": ["/dang-do"], "/nguoi": ["/nguoi"], "/nguoi/{id}": ["/nguoi/1"],
    "/webhook": ["/webhook"], "/webhook/{id}": ["/webhook/1"],
}
SPANS = {"/so-lieu, a quarter": ("/so-lieu", 3), "/so-lieu, a year": ("/so-lieu", 12), "/so-lieu/nhuan-but, a year": ("/so-lieu/nhuan-but", 12)}


def staff_rows():
    """The patterns below /quan-tri that are asked for by GET, the table's macros written out by the compiler."""
    written = subprocess.run(["cc", "-E", "-P", "-Iinclude", "-Idaemon/route", "daemon/route/table.c"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r'\{\s*METHOD_GET,\s*((?:"[^"]*"\s*)+),\s*\w+,\s*ANSWER_STAFF', written)
    return {"".join(re.findall(r'"([^"]*)"', pattern)).removeprefix("/quan-tri") for pattern in rows}


def spread(data, count):
    """Articles over eight years, the newest of the present day, a picture with each; readers of nearly each in every month of the
    last two years."""
    choose, now_ms = random.Random(2), int(time.time() * 1000)
    with contextlib.closing(sqlite3.connect(os.path.join(data, "cong.db"), isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for number in range(1, count + 1):
            at = now_ms - YEARS_MS + YEARS_MS * number // count
            db.execute("UPDATE articles SET created_ms = ?1, published_ms = ?1, updated_ms = ?1, listed_ms = ?1, author = ?2 WHERE id = ?3", (at, f"Tác giả {number % 7}", number))
            db.execute("UPDATE article_tags SET listed_ms = ? WHERE article_id = ?", (at, number))
        year, month = time.gmtime(now_ms / 1000 + 7 * 3600)[:2]
        for back in range(24):
            index = year * 12 + month - 1 - back
            day = (index // 12 * 100 + index % 12 + 1) * 100 + 1
            for number in range(1, count + 1):
                if choose.random() < 0.99:
                    db.execute("INSERT INTO article_days (article_id, day, views) VALUES (?, ?, ?)", (number, day, 1 + int(choose.paretovariate(1.1))))
            db.execute("INSERT INTO day_stats (day, visits, views) VALUES (?, 900, 2000)", (day,))
        for number in range(1, count + 1):
            name = f"{number:032x}"
            db.execute("INSERT INTO media (id, name, type, size, width, height, alt, file_name, created_ms, is_cropped) VALUES (?, ?, 'image/jpeg', 90000, 1200, 800, ?, ?, ?, 1)", (number, f"{name}.jpg", f"Ảnh số {number}", f"anh-{number}.jpg", now_ms))
            for width in (320, 640, 960, 1200):
                db.execute("INSERT INTO media_files (name, media_id, type, size, width, height) VALUES (?, ?, 'image/webp', 9000, ?, ?)", (f"{name[:-4]}{width:04}.webp", number, width, width * 2 // 3))
            db.execute("INSERT INTO article_media (article_id, media_id, is_shown) VALUES (?, ?, 1)", (number, number))
            db.executemany("INSERT INTO media_words (word, media_id) VALUES (?, ?)", [(word, number) for word in {"anh", "so", "jpg", str(number)}])
        for number in range(1, 21):
            db.execute("INSERT INTO webhooks (name, url, events, secret, is_on, ended, created_ms) VALUES (?, 'https://example.gov.vn/nhan', 15, zeroblob(91), 0, 1, ?)", (f"Nơi nhận {number}", now_ms))
        for number in range(1, 201):
            db.execute("INSERT INTO pushes (webhook_id, message, sequence, event, article_id, made_ms, state, next_ms, tried_ms) VALUES (1, ?, 1, 0, 7, ?, 1, 0, ?)", (f"{number:032x}", now_ms, now_ms))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Person:
    """A browser of the staff that is signed in, as far as HTTP goes."""

    def __init__(self, portal):
        self.portal, self.cookies = portal, {}
        subprocess.run([portal.binary, "account", "add", "do-dac", "--role", "admin", "--shown", "Đo Đạc", "--password-stdin", "--keep", "--data", portal.data],
                       input=f"{PASSWORD}\n", check=True, capture_output=True, text=True)
        token = re.search(r'name="form_token" value="([^"]+)"', self.ask("GET", "/quan-tri/dang-nhap")[1]).group(1)
        body = urllib.parse.urlencode({"form_token": token, "ten": "do-dac", "mat-khau": PASSWORD})
        status, text = self.ask("POST", "/quan-tri/dang-nhap", body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 303, text

    def ask(self, method, path, body=None, more=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port)
        origin = {"Origin": f"http://127.0.0.1:{self.portal.port}"} if method == "POST" else {}
        connection.request(method, path, body, {"User-Agent": BROWSER, "Accept": "text/html", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **origin, **(more or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text


def months_back(count):
    year, month = time.gmtime(time.time() + 7 * 3600)[:2]
    index = year * 12 + month - count
    return f"{index // 12}-{index % 12 + 1:02}", f"{year}-{month:02}"


def things(portal):
    """What the corpus lacks: something that waits, something in the trash, boxes; their numbers by name."""
    made = {"waiting": portal.post({"title": "Bài chờ duyệt", "status": "review", "body": "x"})["id"], "trashed": portal.post({"title": "Bài đã xóa", "body": "x"})["id"]}
    send = http.client.HTTPConnection("127.0.0.1", portal.port)
    sure = {"Authorization": f"Bearer {portal.token}"}
    send.request("DELETE", f"/api/articles/{made['trashed']}", headers=sure)
    assert send.getresponse().read() is not None
    for path, thing in (("/api/boxes", '{"title": "Hộp", "items": [{"kind": "link", "title": "Một", "url": "/so-do"}]}'), ("/api/abbreviations", '{"short": "ĐTTBG", "long": "đường tuần tra biên giới"}')):
        send.request("POST", path, thing.encode(), {**sure, "Content-Type": "application/json"})
        answer = send.getresponse()
        assert answer.read() and answer.status == 201, (path, answer.status)
    with open(os.path.join(ROOT, "tests/e2e/data/photo.jpg"), "rb") as photo:
        send.request("POST", "/api/media", photo.read(), {**sure, "Content-Type": "image/jpeg"})
    answer = send.getresponse()
    text = answer.read().decode()
    assert answer.status == 201, text
    made["media"] = int(re.search(r'"id":\s*(\d+)', text).group(1))
    send.close()
    return made


def costs_of(folder, options, count):
    """The median cost of each address in microseconds, of those that came to an answer 200."""
    fill(options.binary, folder, count)
    spread(os.path.join(folder, "portal"), count)
    portal = Portal(options.binary, folder, "--set", "log_level=debug", "--set", "error_rate=0")
    try:
        made = things(portal)
        person = Person(portal)
        examples = [(f"/quan-tri{address.format(**made)}", f"/quan-tri{address}") for addresses in EXAMPLES.values() for address in addresses]
        examples += [("/quan-tri{}?tu={}&den={}".format(path, *months_back(months)), name) for name, (path, months) in SPANS.items()]
        costs = {}
        with open(portal.log, encoding="utf-8") as log:
            for _ in range(ROUNDS):
                for address, name in examples:
                    log.seek(0, os.SEEK_END)
                    status, text = person.ask("GET", address, more={"Cookie": ""} if address.endswith("/dang-nhap") else None)
                    assert status == 200, (address, status, text[:300])
                    costs.setdefault(name, []).append(made_line(log))
        return {name: statistics.median(values) for name, values in costs.items()}
    finally:
        portal.stop()


def made_line(log, seconds=30):
    """What the portal says of the answer that was asked for last; its log is written behind what it tells of."""
    text, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        text += log.read()
        found = re.search(r" made: .* method=GET route=/quan-tri\S* .*?cpu_us=(\d+)", text)
        if found and text.endswith("\n"):
            return int(found.group(1))
        time.sleep(0.001)
    raise RuntimeError("the log does not say what an answer cost")


def measure(folder, options, table):
    missing = staff_rows() ^ set(EXAMPLES)
    if missing:
        raise RuntimeError(f"bench/staff.py and the table of addresses differ in {sorted(missing)}")
    few = costs_of(os.path.join(folder, "few"), options, FEW)
    many = costs_of(os.path.join(folder, "many"), options, MANY)
    for name, cost in sorted(many.items(), key=lambda item: -item[1]):
        bound = "≤ 2 ms" + (", missed" if cost > MOST_US else "")
        table.add(f"staff: {name}, {MANY} articles", "portal", f"{cost / 1000:.2f} ms", f"{few[name] / 1000:.2f} ms with {FEW}", bound)
