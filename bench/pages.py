"""P1 to P5 and P11: pages and API answers beside servers that send the very same bytes as files."""
import contextlib
import json
import os
import random
import re
import subprocess

from corpus import article
from load import KeptOpen, READER, h2load, take_turns, whole_response, wrk
from servers import BROWSER, Portal, floor_program, start_h2o, start_limit, start_nginx

AS_FAST = {"nginx, static file": 0.88, "h2o, static file": 1.05, "bare epoll loop": 1.15}
MANY = 10000
VISITORS = 1000000


def write(folder, name, body):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(body)


def counted(portal, turns, options):
    """Turns in which every view of the portal must have been counted: anything else is no measurement."""
    before = portal.views()
    costs, answered = take_turns(turns, options.rounds)
    if portal.views() - before < answered["portal"]:
        raise RuntimeError("views were not counted")
    return costs


def beside_static(portal, path, folder, options, table, what):
    whole, body = whole_response(portal, path, READER)
    www = os.path.join(folder, "www")
    write(www, "page.html", body)
    with contextlib.ExitStack() as stack:
        servers = [start_nginx(folder, www), start_h2o(folder, www), start_limit(folder, whole)]
        for server in servers:
            stack.callback(server.stop)
        servers[0].path = servers[1].path = "/page.html"
        portal.path = path
        turns = {server.name: (lambda server=server: wrk(server, options.seconds, READER)) for server in [*servers, portal]}
        costs = counted(portal, turns, options) if path.startswith("/bai-viet/") else take_turns(turns, options.rounds)[0]
    table.add_costs(what, costs, AS_FAST)


def not_modified(portal, path, folder, options, table):
    """304s: each server is asked with the validator of its own representation."""
    _, body = whole_response(portal, path, READER)
    www = os.path.join(folder, "www")
    write(www, "page.html", body)
    with contextlib.ExitStack() as stack:
        servers = [start_nginx(folder, www), start_h2o(folder, www), portal]
        for server in servers[:2]:
            stack.callback(server.stop)
            server.path = "/page.html"
        portal.path = path
        turns = {}
        for server in servers:
            etag = re.search(rb"(?i)etag: (\S+)", whole_response(server, server.path, READER)[0]).group(1).decode()
            headers = [*READER, f"If-None-Match: {etag}"]
            assert whole_response(server, server.path, headers)[0].startswith(b"HTTP/1.1 304"), server.name
            turns[server.name] = lambda server=server, headers=headers: h2load(server, options.seconds, headers)
        costs = counted(portal, turns, options)
    table.add_costs("P3 304 of the article page", costs, {name: AS_FAST[name] for name in list(AS_FAST)[:2]})


def at_random(folder, options, table):
    """P2: ten thousand pages at random, all of them in a cache that is large enough, beside as many files."""
    www, script = os.path.join(folder, "many"), os.path.join(folder, "random.lua")
    with open(script, "w", encoding="ascii") as file:
        file.write(f"function request() return wrk.format('GET', '/bai-viet/bai-do-' .. math.random(0, {MANY - 1})) end\n")
    with contextlib.ExitStack() as stack:
        portal = Portal(options.binary, os.path.join(folder, "p2"), "--page-cache", "1G")
        stack.callback(portal.stop)
        for number in range(MANY):
            portal.post(article(number))
        connection = KeptOpen(portal.port)
        for number in range(MANY):
            status, _, body = connection.get(f"/bai-viet/bai-do-{number}")
            assert status == 200, status
            write(www, f"bai-viet/bai-do-{number}", body)
        connection.close()
        nginx = start_nginx(folder, www)
        stack.callback(nginx.stop)
        turns = {server.name: (lambda server=server: wrk(server, options.seconds, READER, script)) for server in (nginx, portal)}
        costs = counted(portal, turns, options)
        table.add_costs(f"P2 {MANY} pages at random", costs, {"nginx, static file": 1.0})
        table.add_figure(f"P9 resident with {MANY} pages in the cache", "portal", portal.resident_mb(), "MB")


def one_view(folder, table):
    """The function that counts, without a server around it: what the noise of requests does not hide."""
    program = floor_program("visits")
    for visitors in (1000, VISITORS):
        out = subprocess.run([program, os.path.join(folder, f"view-{visitors}"), str(visitors)], check=True, capture_output=True, text=True).stdout
        table.add_figure(f"P5 one view by itself, {visitors} visitors in the day", "store", json.loads(out)["ns"], "ns")


def counting(folder, options, table):
    """P5: the same request from addresses that the setting `uncounted` leaves out, and from others. The visitors come
    through a trusted proxy, a new one with each request until a million were seen, then the same again."""
    script = os.path.join(folder, "visitors.lua")
    with open(script, "w", encoding="ascii") as file:
        file.write(f"""local n = tonumber(os.getenv('START'))
local net = os.getenv('NET')
function request()
  n = (n + 1) % {VISITORS}
  local address = string.format('%s.%d.%d.%d', net, math.floor(n / 65536), math.floor(n / 256) % 256, n % 256)
  return wrk.format('GET', nil, {{['X-Forwarded-For'] = address,
    ['Accept-Encoding'] = 'gzip', ['User-Agent'] = os.getenv('AGENT')}})
end
""")
    with contextlib.ExitStack() as stack:
        portal = Portal(options.binary, os.path.join(folder, "p5"), "--set", "trusted_proxies=127.0.0.1", "--set", "uncounted=11.0.0.0/8")
        stack.callback(portal.stop)
        portal.post(article(0))
        portal.path = "/bai-viet/bai-do-0"

        def turn(net, seconds=options.seconds):
            return wrk(portal, seconds, [], script, {"NET": net, "AGENT": BROWSER, "START": str(random.randrange(VISITORS))})

        for what in ("P5 counting, few visitors before", f"P5 counting, {VISITORS} visitors in the day"):
            while what != "P5 counting, few visitors before" and portal.stats()["today"] < VISITORS:
                turn("10", 4)
            costs, _ = take_turns({"counted": lambda: turn("10"), "not counted": lambda: turn("11")}, options.rounds * 2)
            share = 100 * (costs["counted"] - costs["not counted"]) / costs["not counted"]
            table.add(what, "portal", f"{costs['counted']:.2f} µs", f"{costs['not counted']:.2f} µs without",
                      f"{share:.1f} %, ≤ 6 %" + (", missed" if share > 6 else ""))
        table.add_figure(f"P9 resident with {VISITORS} visitors in the day", "portal", portal.resident_mb(), "MB")
    one_view(folder, table)


def emergency(folder, options, table):
    """P1 with the emergency line and without: two portals of one article, asked in turns."""
    with contextlib.ExitStack() as stack:
        turns = {}
        for name in ("without the line", "portal"):
            portal = Portal(options.binary, os.path.join(folder, name.replace(" ", "-")))
            stack.callback(portal.stop)
            portal.post(article(0))
            portal.path = "/bai-viet/bai-do-0"
            if name == "portal":
                portal.alert("Nước suối dâng cao: không qua ngầm tràn")
            turns[name] = lambda portal=portal: wrk(portal, options.seconds, READER)
        table.add_costs("P1 article page under the emergency line", take_turns(turns, options.rounds)[0], {"without the line": 1.03})


def renderings(portal, count, table):
    """P4: each page once, right after a change: query, view, template, and the form that its reader wants; then for readers of both."""
    brotli = ["Accept-Encoding: br", *(line for line in READER if not line.startswith("Accept-Encoding"))]
    connection, alone, both = KeptOpen(portal.port), [], []
    for number in range(10):
        portal.post(article(f"thay-doi-{number}"))
        before = portal.cpu_seconds()
        for page in range(count):
            for headers in [READER] if number % 2 else [READER, brotli]:
                assert connection.get(f"/bai-viet/bai-do-{page}", headers)[0] == 200
        (alone if number % 2 else both).append((portal.cpu_seconds() - before) / count * 1e6)
    connection.close()
    table.add_figure("P4 page not in the cache, gzip and brotli", "portal", sorted(both)[2], "µs", most=400)
    table.add_figure("… for readers of gzip alone", "portal", sorted(alone)[2], "µs")


def weights(portal, table):
    """P11: what an article's HTML, style and script weigh on the wire, and how many requests it takes."""
    page = portal.get("/bai-viet/bai-do-0")[2].decode()
    parts = re.findall(r'(?:href|src)="(/(?:static|tuy-chon)[^"]+\.(?:css|js))"', page)
    total = sum(len(whole_response(portal, path, ["Accept-Encoding: br"])[0]) for path in ["/bai-viet/bai-do-0", *parts])
    table.add_figure("P11 article on the wire, brotli", f"{1 + len(parts)} requests", total / 1024, "KiB", most=14)


def measure(folder, options, table):
    portal = Portal(options.binary, os.path.join(folder, "pages"))
    try:
        for number in range(1000):
            portal.post(article(number))
        renderings(portal, 500, table)
        beside_static(portal, "/bai-viet/bai-do-0", folder, options, table, "P1 article page, hot, counted")
        beside_static(portal, "/api/articles?limit=20", folder, options, table, "P3 list of 20 by API")
        beside_static(portal, "/api/articles/1", folder, options, table, "P3 one article by API")
        not_modified(portal, "/bai-viet/bai-do-0", folder, options, table)
        weights(portal, table)
    finally:
        portal.stop()
