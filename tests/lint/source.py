"""What the checks share: the project's files, and C text without its comments and strings."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOT_OURS = {".git", "build", "node_modules", "out", "__pycache__"}


def files(*tops, ends=None):
    """Paths relative to the root, of all files below the folders `tops` (the whole project without any)."""
    found = []
    for top in tops or (".",):
        for folder, folders, names in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(name for name in folders if name not in NOT_OURS)
            # In a work tree of git's .git is a file.
            found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in sorted(names) if name != ".git"]
    return [path for path in found if ends is None or path.endswith(ends)]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def floors():
    """The floors from top to bottom."""
    return read("daemon/FLOORS").split()


def floor_of(path):
    """The floor a source or public header stands on, None for any other file."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] in ("daemon", "include") else None


TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


def blank(match, keep):
    text = match.group(0)
    kind = "comment" if text[0] == "/" else "string" if text[0] == '"' else "char"
    return text if kind in keep else re.sub(r"[^\n]", " ", text)


def code(text, keep=()):
    """The text with comments, strings and characters blanked, but those kinds named in `keep`; same lines."""
    return TOKEN.sub(lambda match: blank(match, keep), text)


def strings(text):
    """(line number, content) of each string literal that is not the name of an included file."""
    for match in TOKEN.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if match.group(0)[0] == '"' and not text[start : match.start()].lstrip().startswith("#include"):
            yield text.count("\n", 0, match.start()) + 1, match.group(0)[1:-1]


def lines_with(text, pattern):
    """(line number, the match) of each place where the pattern stands."""
    for match in re.finditer(pattern, text):
        yield text.count("\n", 0, match.start()) + 1, match.group(0)


def finish(findings, note=None):
    """Prints the findings and ends the check."""
    for finding in findings:
        print(finding)
    if note:
        print(note)
    sys.exit(1 if findings else 0)
