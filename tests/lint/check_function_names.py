"""A function's name is its own in the whole program, so that a debugger and a grep can tell functions apart."""
import collections
import re

import source

HEAD = re.compile(r"^(?!#)[A-Za-z_][\w \t*]*?[\s*](\w+)\(([^;{}]*?)\)\s*\n\{", re.M)
ATTRIBUTE = re.compile(r"^__attribute__\(\(.*?\)\)\s*", re.M)
MOST = 20  # of the functions may share theirs, where it is truly the same idea in the same shape

places = collections.defaultdict(list)
count = 0
for path in source.files("daemon", "include", ends=(".c", ".h")):
    if path == "daemon/embed.c":  # a program of its own, of the build
        continue
    for name in HEAD.findall(ATTRIBUTE.sub("", source.code(source.read(path)))):
        places[name[0]].append(path)
        count += 1
shared = {name: found for name, found in places.items() if len(found) > 1}
sharing = sum(len(found) for found in shared.values())
findings = [f"{name}: {', '.join(found)}" for name, found in sorted(shared.items())] if sharing > MOST else []
source.finish(findings, f"{count} functions, {sharing} share a name (at most {MOST})")
