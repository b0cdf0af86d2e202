#!/usr/bin/env python3
"""python3 bench/questions.py: 10,000 hostile questions, three times, from 2,500 addresses.

A fifth each falls into the hidden field, has no mark of a form, repeats words that came before, advertises with links, or is
well made in every respect. Prints how the portal answered, how many the staff find in their list (asked by issue 21: at most
20) and in the list of suspects, and the daemon's own memory before, between and after."""
import argparse
import collections
import http.client
import os
import re
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(__file__))
from servers import ROOT, Portal

WHAT = ["trap", "unmarked", "repeated", "links", "made well"]


def memory(pid):
    """Anonymous memory of the daemon in KiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"RssAnon:\s*(\d+)", status.read()).group(1))


def form(number, what, mark):
    fields = {"ho-ten": f"Người số {number}", "dien-thoai": f"09{number % 10**8:08}", "linh-vuc": "khac", "tieu-de": f"Việc {number}", "cau-hoi": f"Câu hỏi số {number}, viết cho đủ dài.",
              "dong-y": "true", "cong-khai": "true", "dau": mark}
    if what == "trap":
        fields["trang-web"] = "https://mua.example"
    if what == "unmarked":
        fields["dau"] = ""
    if what == "repeated":
        fields["cau-hoi"] = "Vay tiền nhanh, giải ngân trong ngày, không cần thế chấp."
    if what == "links":
        fields["cau-hoi"] += " http://a.example https://b.example www.c.example"
    return urllib.parse.urlencode(fields)


def wave(portal, count, first):
    """Sends so many; answers by what they were."""
    line = http.client.HTTPConnection("127.0.0.1", portal.port)
    answers = collections.Counter()

    def ask(method, number, body=None):
        address = f"203.{number % 2500 // 250}.{number % 250}.7"
        line.request(method, "/hoi-dap/gui", body, {"X-Forwarded-For": address, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})})
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    # As a program would that knows of the trap: forms first, and sent when they are old enough.
    marks = [re.search(r'name="dau" value="([^"]+)"', ask("GET", number)[1]) for number in range(2500)]
    time.sleep(3.1)
    for number in range(first, first + count):
        mark = marks[number % 2500]
        status, _ = ask("POST", number, form(number, WHAT[number % 5], mark.group(1) if mark else ""))
        answers[WHAT[number % 5], status] += 1
    line.close()
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=os.path.join(ROOT, "build/release/congd"))
    parser.add_argument("--count", type=int, default=10000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(options.binary, folder, "--set", "trusted_proxies=127.0.0.1")
        try:
            portal.get("/hoi-dap/gui", {})
            print(f"before: {memory(portal.process.pid)} KiB")
            for turn in range(3):
                began = time.monotonic()
                answers = wave(portal, options.count, turn * options.count)
                print(f"{options.count} in {time.monotonic() - began:.0f} s: " + ", ".join(f"{what} {status}: {count}" for (what, status), count in sorted(answers.items())))
                print(f"then: {memory(portal.process.pid)} KiB")
            line = http.client.HTTPConnection("127.0.0.1", portal.port)
            line.request("GET", "/api/questions?state=open", headers={"Authorization": f"Bearer {portal.token}"})
            found = line.getresponse().read().decode()
            print("staff see:", re.findall(r'"(open|suspect)":\s*(\d+)', found))
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
