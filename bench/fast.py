"""The pace of the route table: what each address that a serving thread answers costs that thread, not in the cache, on a
portal with many articles, tags, categories and boxes and with the longest texts that are still for it. Above 10 ms of the
thread's CPU time the address belongs to the slow pool, and the measurement fails. The portal itself says what an answer
cost (event `made` of its log at level debug)."""
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import urllib.parse

from corpus import PARAGRAPH
from servers import ROOT, Portal

MOST_US = 10000
ROUNDS = 5
LONG = 126 * 1024  # bytes of HTML; from 128 KiB on a page is made by the pool
ARTICLES, CATEGORIES, TAGS, BOXES, REPORTS, REDACTIONS = 2000, 40, 2000, 20, 30, 30

# For each row of the table that is not slow: addresses that ask for as much as they can.
EXAMPLES = {
    "/": ["/", "/en"], "/bai-viet/{slug}": ["/bai-viet/bai-dai", "/bai-viet/bai-7"], "/bai-viet/{slug}/in": ["/bai-viet/bai-dai/in"], "/bai-viet/{slug}/ma-qr": ["/bai-viet/bai-dai/ma-qr"],
    "/to-chuc/{slug}": ["/to-chuc/can-bo-7"], "/lich/{slug}": ["/lich/hop-7"], "/thong-bao/{slug}": ["/thong-bao/tuyen-7"], "/thong-bao/{slug}/in": ["/thong-bao/tuyen-7/in"], "/thong-bao/{slug}/ma-qr": ["/thong-bao/tuyen-7/ma-qr"], "/hoi-dap/{slug}": ["/hoi-dap/hoi-7"], "/hoi-dap/{slug}/in": ["/hoi-dap/hoi-7/in"], "/hoi-dap/{slug}/ma-qr": ["/hoi-dap/hoi-7/ma-qr"], "/gop-y/{slug}": ["/gop-y/du-thao-7"], "/gop-y/{slug}/in": ["/gop-y/du-thao-7/in"], "/gop-y/{slug}/ma-qr": ["/gop-y/du-thao-7/ma-qr"], "/thu-tuc/{slug}": ["/thu-tuc/thu-tuc-7"], "/thu-tuc/{slug}/in": ["/thu-tuc/thu-tuc-7/in"], "/thu-tuc/{slug}/ma-qr": ["/thu-tuc/thu-tuc-7/ma-qr"],
    "/thu-vien/{slug}": ["/thu-vien/bo-anh-7"], "/thu-vien/{slug}/in": ["/thu-vien/bo-anh-7/in"], "/thu-vien/{slug}/ma-qr": ["/thu-vien/bo-anh-7/ma-qr"],
    "/van-ban": ["/van-ban", "/van-ban?loai=quyet-dinh&nam=2024", "/van-ban?trang=9"], "/van-ban/{slug}": ["/van-ban/van-ban-7"], "/van-ban/{slug}/in": ["/van-ban/van-ban-7/in"],
    "/van-ban/{slug}/ma-qr": ["/van-ban/van-ban-7/ma-qr"], "/van-ban/so/{number}": ["/van-ban/so/7-2024-qdubnd", "/van-ban/so/1-tb"], "/van-ban/linh-vuc/{slug}": ["/van-ban/linh-vuc/dat-dai"],
    "/trang/{slug}": ["/trang/trang-dai"], "/chuyen-muc/{slug}": ["/chuyen-muc/muc-1"], "/the/{slug}": ["/the/the-1"],
    "/tim-kiem": ["/tim-kiem", "/tim-kiem?category=muc-1"], "/thong-ke": ["/thong-ke"], "/so-do": ["/so-do"], "/tro-nang": ["/tro-nang"],
    "/sitemap.xml": ["/sitemap.xml"], "/sitemap-sections.xml": ["/sitemap-sections.xml"],
    "/sitemap-{part}.xml": ["/sitemap-1.xml"], "/robots.txt": ["/robots.txt"], "/llms.txt": ["/llms.txt"], "/.well-known/security.txt": ["/.well-known/security.txt"], "/.well-known/jwks.json": ["/.well-known/jwks.json"], "/opensearch.xml": ["/opensearch.xml"],
    "/manifest.webmanifest": ["/manifest.webmanifest"], "/favicon.svg": ["/favicon.svg"], "/favicon.ico": ["/favicon.ico"],
    "/apple-touch-icon.png": ["/apple-touch-icon.png"], "/tuy-chon.css": ["/tuy-chon.css"], "/offline.js": ["/offline.js"], "/ngoai-tuyen": ["/ngoai-tuyen", "/en/ngoai-tuyen"], "/static/{hash}/{name}": [], "/media/{name}": [], "/quan-tri/media/{name}": [], "/xem-thu/{code}/media/{name}": [], "/tep/{slug}": [],
    "/healthz": ["/healthz"], "/readyz": ["/readyz"], "/metrics": ["/metrics"], "/problems/{name}": ["/problems/not-found"], "/api": ["/api"],
    "/api/me": ["/api/me"],
    "/api/articles": ["/api/articles", "/api/articles?limit=100", "/api/articles?limit=100&tag=the-1&from=2020-01-01&sort=oldest", "/api/articles?limit=100&status=all"],
    "/api/articles/{id}": ["/api/articles/bai-dai"], "/api/articles/{id}/stats": ["/api/articles/bai-dai/stats"], "/api/articles/{id}/presence": ["/api/articles/bai-dai/presence"],
    "/api/categories": ["/api/categories"], "/api/categories/{id}": ["/api/categories/1"], "/api/tags": ["/api/tags?limit=100"], "/api/tags/{id}": ["/api/tags/1"],
    "/api/abbreviations": ["/api/abbreviations"], "/api/abbreviations/{id}": ["/api/abbreviations/1"],
    "/api/boxes": ["/api/boxes"], "/api/boxes/{id}": ["/api/boxes/1"], "/api/site": ["/api/site"], "/api/home": ["/api/home"], "/api/alert": ["/api/alert"], "/api/alert/history": ["/api/alert/history?limit=100"], "/api/media": ["/api/media?limit=100"],
    "/api/media/{id}": ["/api/media/1"], "/api/tokens": ["/api/tokens"], "/api/changes": ["/api/changes", "/api/changes?limit=1000"], "/api/events": [],
    "/api/accounts": ["/api/accounts"], "/api/accounts/{id}": ["/api/accounts/1"], "/api/accounts/{id}/sessions": ["/api/accounts/1/sessions"], "/quan-tri/lan-dau": ["/quan-tri/lan-dau"],
    "/quan-tri/quen-mat-khau/{code}": ["/quan-tri/quen-mat-khau/khong-co"], "/quan-tri/vao/{code}": ["/quan-tri/vao/khong-co"], "/quan-tri/dang-nhap": ["/quan-tri/dang-nhap", "/en/quan-tri/dang-nhap?tiep=/en/quan-tri"],
    "/api/stats": ["/api/stats"], "/api/stats/daily": ["/api/stats/daily?from=2020-01-01&to=2026-12-31"], "/api/stats/machines": ["/api/stats/machines"],
    "/api/stats/ledger": ["/api/stats/ledger"], "/api/addresses": ["/api/addresses?limit=1000"],
    "/hoi-dap/gui": ["/hoi-dap/gui", "/en/hoi-dap/gui"], "/hoi-dap/tra-cuu": ["/hoi-dap/tra-cuu", "/hoi-dap/tra-cuu?ma=K7QM-2XRT-9BWD-4HFP"],
    "/api/questions/new": ["/api/questions/new"],
    "/api/reports": ["/api/reports?limit=100"], "/api/comments": ["/api/comments?limit=100"], "/api/trash": ["/api/trash?limit=100"], "/api/redactions": ["/api/redactions?limit=100"], "/api/redactions/{id}": ["/api/redactions/1"],
    "/api/erasures": ["/api/erasures?limit=100"], "/api/erasures/{id}": ["/api/erasures/1"],
}
FEEDS = {f"{scope}/{form}": f"{scope.replace('{slug}', slug)}/{form}" for scope, slug in (("", ""), ("/chuyen-muc/{slug}", "muc-1"), ("/the/{slug}", "the-1"), ("/to-chuc", ""), ("/lich", ""), ("/thu-tuc", ""), ("/thong-bao", ""), ("/hoi-dap", ""), ("/gop-y", ""), ("/thu-vien", ""), ("/van-ban", ""), ("/van-ban/linh-vuc/{slug}", "dat-dai"))
         for form in ("rss.xml", "atom.xml", "feed.json")}
# Made once and sent from memory, a file's bytes, an answer that goes on: nothing to make again.
WITHOUT = {"/static/{hash}/{name}", "/media/{name}", "/tep/{slug}", "/quan-tri/media/{name}", "/xem-thu/{code}/media/{name}", "/api/events"}


def fast_rows():
    """The patterns that the table answers on a serving thread, its macros and the rows of kinds written out by the compiler."""
    written = subprocess.run(["cc", "-E", "-P", "-Iinclude", "-Idaemon/route", "daemon/route/table.c"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r'\{\s*METHOD_GET,\s*((?:"[^"]*"\s*)+),\s*\w+,\s*ANSWER_\w+,\s*ROLE_\w+,\s*KEEP_\w+,\s*(PACE_\w+)', written)
    return {"".join(re.findall(r'"([^"]*)"', pattern)) for pattern, pace in rows if pace in ("PACE_FAST", "PACE_SEARCH")}


def all_examples():
    return {**EXAMPLES, **{pattern: [address] for pattern, address in FEEDS.items()}}


def fill(portal):
    choose = random.Random(1)

    def send(path, thing):
        portal.open(path, json.dumps(thing).encode(), {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"}).read()

    for number in range(1, CATEGORIES + 1):
        send("/api/categories", {"name": f"Mục {number}", "slug": f"muc-{number}"})
    for number in range(1, TAGS + 1):
        send("/api/tags", {"name": f"Thẻ {number}", "slug": f"the-{number}"})
    for number in range(1, BOXES + 1):
        send("/api/boxes", {"title": f"Hộp {number}", "items": [{"kind": "link", "title": f"Liên kết {i}", "url": f"https://vi-du.vn/{i}"} for i in range(20)]})
    send("/api/abbreviations", {"short": "ĐTTBG", "long": "đường tuần tra biên giới"})
    long = "\n\n".join(f"Đoạn {i}. {PARAGRAPH}" for i in range(LONG // len(f"<p>Đoạn 100. {PARAGRAPH}</p>\n".encode())))
    lines = [{"title": f"Bài {number} về tình hình kinh tế – xã hội", "slug": f"bai-{number}", "status": "published", "lead": PARAGRAPH, "body": PARAGRAPH * 10,
              "addresses": [f"/vi/news/muc/bai-{number}.html"], "category": f"muc-{1 + number % CATEGORIES}", "tags": ["the-1", *(f"the-{choose.randint(2, TAGS)}" for _ in range(8))]} for number in range(ARTICLES)]
    lines += [{"title": "Bài dài về tình hình kinh tế – xã hội", "slug": "bai-dai", "status": "published", "lead": PARAGRAPH, "body": long,
               "tags": [f"the-{number}" for number in range(1, 21)]},
              *({"title": f"Cán bộ {number}", "slug": f"can-bo-{number}", "kind": "person", "status": "published", "facts": {"post": "Chuyên viên", "phone": f"0205 000 {number:04d}"}} for number in range(300)),
              *({"title": f"Họp {number}", "slug": f"hop-{number}", "kind": "event", "status": "published", "facts": {"start": "2026-01-05T08:00:00+07:00", "repeats": "weekly"}} for number in range(300)),
              *({"title": f"Thủ tục {number}", "slug": f"thu-tuc-{number}", "kind": "procedure", "status": "published", "body": PARAGRAPH, "facts": {"field": f"Lĩnh vực {number % 20}", "files": [f"{i}. {PARAGRAPH[:196]}" for i in range(20)]}} for number in range(300)),
              *({"title": f"Dự thảo {number}", "slug": f"du-thao-{number}", "kind": "consultation", "status": "published", "body": PARAGRAPH, "facts": {"opens": "2020-01-01T00:00:00Z", "closes": "2100-01-01T00:00:00Z", "articles": 40}} for number in range(300)),
              *({"title": f"Câu hỏi {number}", "slug": f"hoi-{number}", "kind": "question", "status": "published", "body": PARAGRAPH, "facts": {"field": "khac", "asked": "2026-11-24"}} for number in range(300)),
              *({"title": f"Tuyển {number}", "slug": f"tuyen-{number}", "kind": "vacancy", "status": "published", "body": PARAGRAPH, "facts": {"deadline": "2100-01-01T00:00:00Z"}} for number in range(300)),
              {"title": "Trang dài", "slug": "trang-dai", "kind": "page", "status": "published", "body": long}]
    with open(os.path.join(ROOT, "tests/e2e/data/photo.jpg"), "rb") as photo, portal.open("/api/media", photo.read(), {"Authorization": f"Bearer {portal.token}", "Content-Type": "image/jpeg"}) as answer:
        picture = json.load(answer)["url"]
    lines += [{"title": f"Bộ ảnh {number}", "slug": f"bo-anh-{number}", "kind": "album", "status": "published", "body": f"![Ảnh]({picture})\n\n" * 60} for number in range(10)]
    lines += [{"title": f"Quyết định {number} về tình hình kinh tế – xã hội", "slug": f"van-ban-{number}", "kind": "document", "status": "published", "body": PARAGRAPH,
               "facts": {"number": f"{number}/2024/QĐ-UBND" if number < 300 else "1/TB", "type": "quyet-dinh", "issuer": f"Ủy ban nhân dân xã {number % 7 if number < 300 else number}", "field": "Đất đai",
                         "issued": f"2024-{1 + number % 12:02}-{1 + number % 28:02}"}} for number in range(400)]
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    with portal.open("/api/import", body, {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/x-ndjson"}) as answer:
        bad = [line for line in answer.read().decode().splitlines() if json.loads(line)["status"] >= 300]
    assert not bad, bad[0]
    tiles = [{"icon": "phi", "label": f"Việc {i}", "url": f"https://vi-du.vn/o/{i}"} for i in range(12)]
    blocks = [{"kind": "lead"}, {"kind": "tiles", "tiles": tiles}, {"kind": "latest", "count": 12}, *({"kind": "category", "category": f"muc-{i}", "count": 12} for i in range(1, 28))]
    composing = http.client.HTTPConnection("127.0.0.1", portal.port)
    composing.request("PATCH", "/api/home", json.dumps({"blocks": blocks}), {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"})
    assert composing.getresponse().status == 200
    composing.close()
    for number in range(REPORTS):  # as many as are taken within an hour, few of each block of addresses
        sender = http.client.HTTPConnection("127.0.0.1", portal.port, source_address=(f"127.0.{number + 1}.1", 0))
        sender.request("POST", "/bao-sai-sot/bai-7", urllib.parse.urlencode({"noi-dung": PARAGRAPH * 3, "lien-he": "ban@vi-du.vn"}), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = sender.getresponse()
        assert answer.status == 303, (number, answer.status, answer.read()[:4000].decode())
        sender.close()
    send("/api/accounts", {"name": "hoa", "role": "editor"})
    for number in range(REDACTIONS):
        erased = portal.post({"title": f"Bài rút {number}", "status": "published", "body": PARAGRAPH})["id"]
        send(f"/api/articles/{erased}/erase", {"note": "Theo đề nghị"})


def address_hash(address):
    """What the log has in place of an address: FNV-1a, 64 bits."""
    total = 0xCBF29CE484222325
    for byte in address.encode():
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{total:016x}"


def ask(portal, addresses):
    for number in range(ROUNDS):
        portal.post({"title": f"Thay đổi {number}", "status": "published"})
        for address in addresses:
            is_page = not address.startswith(("/api", "/metrics"))
            path = address + ("&" if "?" in address else "?") + f"round={number}" if is_page else address
            needs = {} if is_page else {"Authorization": f"Bearer {portal.token}"}
            status, _, _ = portal.get(path, {"Accept-Encoding": "br", **needs})
            assert status in (200, 404), (path, status)
            if address.startswith("/api") and not re.match(r"/api/(me|tokens|media|search)|.*status=all", address):
                portal.get(address, {"Accept-Encoding": "br"})  # as the public asks, in all encodings


def measure(folder, options, table):
    examples = all_examples()
    missing = fast_rows() - set(examples)
    if missing:
        raise RuntimeError(f"bench/fast.py has no example of {sorted(missing)}")
    portal = Portal(options.binary, os.path.join(folder, "fast"), "--set", "log_level=debug", "--set", "llms_txt=yes", "--set", "security_contact=mailto:bao-mat@vi-du.vn")
    try:
        fill(portal)
        with open(os.path.join(folder, "fast", "portal.log"), encoding="utf-8") as log:
            log.seek(0, os.SEEK_END)
            ask(portal, [address for addresses in examples.values() for address in addresses])
            portal.stop()
            lines = re.findall(r' made: .* method=GET route=(\S+) address_hash=(\w+) status=(\d+) made_by=(\w+) cpu_us=(\d+)', log.read())
    finally:
        if portal.process.poll() is None:
            portal.stop()
    costs = {}
    names = {address_hash(address): address for addresses in examples.values() for address in addresses}
    for route, hashed, status, by, cost in lines:
        own = names.get(hashed, route)
        if by == "server":
            costs.setdefault((route, own), []).append(int(cost))
    unseen = fast_rows() - WITHOUT - {route for route, _ in costs}
    worst = sorted(((statistics.median(values), own) for (_, own), values in costs.items()), reverse=True)
    for cost, own in worst[:12]:
        table.add_figure(f"fast: {own}, not in the cache", "portal", cost / 1000, "ms", most=MOST_US / 1000)
    slow = [own for cost, own in worst if cost > MOST_US]
    if slow or unseen:
        raise RuntimeError(f"too slow for a serving thread: {slow}; never made by one: {sorted(unseen)}")
