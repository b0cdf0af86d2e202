"""What a check found clean stays clean until something changes that the finding rests on: the file, the headers
it really includes, the check with its settings, the tool, the installed libraries. It must not know any check.

A clean finding is an empty file whose name is the hash of all that, in build/lint/CHECK. Findings are not kept: what is
wrong is looked at each time. With CI set nothing is taken as known."""
import functools
import hashlib
import os
import re
import subprocess
import time

import source

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"', re.M)
FORGOTTEN_AFTER = 30 * 24 * 3600  # a stamp that nobody asked for in so many seconds goes


def digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@functools.lru_cache(maxsize=None)
def content(path, root=source.ROOT):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


@functools.lru_cache(maxsize=None)
def direct(path, folders, root):
    """The files of ours that a file includes: beside it, or in one of the folders. Both branches of an #if count."""
    found = set()
    for name in INCLUDE.findall(content(path, root)):
        for folder in (os.path.dirname(path), *folders):
            candidate = os.path.normpath(os.path.join(folder, name))
            if os.path.isfile(os.path.join(root, candidate)):
                found.add(candidate)
                break
    return sorted(found)


def included(path, folders, root=source.ROOT):
    """All files of ours that a file includes, directly or through others; paths and folders relative to the root."""
    found, waiting = set(), [path]
    while waiting:
        new = [name for name in direct(waiting.pop(), tuple(folders), root) if name not in found]
        found.update(new)
        waiting += new
    return sorted(found - {path})


@functools.lru_cache(maxsize=None)
def libraries():
    """The versions of all installed headers of others, where there is a dpkg to ask."""
    try:
        query = ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "*-dev"]
        return subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    except OSError:
        return ""


def version(tool):
    return subprocess.run([tool, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout


class Kept:
    """The clean findings of one check; `settings` is all text that its findings depend on beside the files."""

    def __init__(self, check, *settings, folder=None):
        self.folder = folder or os.path.join(source.ROOT, "build", "lint", check)
        self.settings = digest(source.read(f"tests/lint/check_{check}.py"), *settings)
        self.looked_at = 0
        os.makedirs(self.folder, exist_ok=True)

    def stamp(self, path, includes=(), *more, root=source.ROOT):
        """Where the clean finding of one file stands; `includes` are the files that it includes."""
        parts = [text for name in (path, *includes) for text in (name, content(name, root))]
        return os.path.join(self.folder, digest(self.settings, *more, *parts))

    def is_clean(self, stamp):
        if not os.environ.get("CI") and os.path.exists(stamp):
            os.utime(stamp)
            return True
        self.looked_at += 1
        return False

    def keep(self, stamp):
        open(stamp, "w").close()

    def forget_old(self):
        for name in os.listdir(self.folder):
            stamp = os.path.join(self.folder, name)
            if os.path.isfile(stamp) and time.time() - os.path.getmtime(stamp) > FORGOTTEN_AFTER:
                os.unlink(stamp)
