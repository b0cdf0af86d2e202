"""No header includes itself, by whatever way round."""
import os
import re

import source

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.M)
headers = source.files("daemon", "include", ends=(".h", ".def"))


def resolve(path, name):
    floor = "/".join(path.split("/")[:2])
    places = [os.path.join(os.path.dirname(path), name), os.path.join(floor, name), os.path.join("include", name)]
    return next((place for place in map(os.path.normpath, places) if place in headers), places[-1])


graph = {
    path: [resolve(path, name) for name in INCLUDE.findall(source.code(source.read(path), keep=("string",)))]
    for path in headers
}
findings, done = [], set()


def walk(path, above):
    if path in above:
        findings.append(" -> ".join(above[above.index(path) :] + [path]))
    elif path not in done:
        for included in graph.get(path, []):
            walk(included, above + [path])
        done.add(path)


for path in headers:
    walk(path, [])
source.finish(findings)
