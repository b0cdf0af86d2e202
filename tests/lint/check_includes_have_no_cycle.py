"""No header includes itself, by whatever way round."""
import os
import re

import source

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
headers = source.files("daemon", "include", ends=(".h", ".def"))


def resolve(path, name):
    beside = os.path.normpath(os.path.join(os.path.dirname(path), name))
    return beside if "/" not in name and beside in headers else os.path.join("include", name)


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
