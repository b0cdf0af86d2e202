"""A floor includes headers of itself and of floors below it, nothing else of ours; sources and headers alike.

Within a floor a folder is a room: its headers are named with it ("engine/conn.h") from other rooms, and without
from its own; a header *_inner.h is nobody's but its own room's."""
import os
import re

import source

ORDER = {floor: place for place, floor in enumerate(source.floors())}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.M)


def room_of(path):
    """The folder of a file below its floor's, "" without one."""
    return os.path.dirname(path.split("/", 2)[2])


def wrong(path, floor, name):
    top = name.split("/")[0]
    beside = os.path.join("daemon", floor, name)
    if "/" in name and path.startswith("daemon/") and os.path.exists(os.path.join(source.ROOT, beside)):
        if room_of(beside) == room_of(path):
            return "names its own room"
        return "is another room's own" if name.endswith("_inner.h") else None
    if "/" not in name:
        return None if path.startswith("daemon/") else "a public header includes a private one"
    if ".." in name or top not in ORDER:
        return "is on no floor"
    if ORDER[top] < ORDER[floor]:
        return f"points up, from {floor} to {top}"
    return None


findings = []
for path in source.files("daemon", "include", ends=(".c", ".h", ".def")):
    floor = source.floor_of(path)
    if floor is None:
        continue
    if floor not in ORDER:
        findings.append(f"{path}: its folder is no floor of daemon/FLOORS")
        continue
    text = source.code(source.read(path), keep=("string",))
    for line, _ in source.lines_with(text, INCLUDE):
        name = INCLUDE.search(text.splitlines()[line - 1] or "")
        reason = name and wrong(path, floor, name.group(1))
        if reason:
            findings.append(f"{path}:{line}: \"{name.group(1)}\" {reason}")
source.finish(findings)
