"""clang-tidy with the checks of .clang-tidy over every source; clean results are kept until something changes."""
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys

import source

BUILD = os.path.join(source.ROOT, "build", "asan")
KEPT = os.path.join(source.ROOT, "build", "lint", "clang-tidy")


def digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def flags(entry):
    """The definitions and folders of a compile command: clang knows not every flag of gcc."""
    return re.findall(r"-(?:D|I|isystem )\S+", entry["command"])


def tidy(entry, common):
    path = os.path.relpath(entry["file"], source.ROOT)
    stamp = os.path.join(KEPT, digest(common, path, source.read(path), entry["command"]))
    if os.path.exists(stamp):
        return None
    arguments = [flag.replace('\\"', '"') for flag in flags(entry)]
    command = ["clang-tidy", "--quiet", "--warnings-as-errors=*", entry["file"], "--", "-std=gnu17", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=source.ROOT)
    if done.returncode == 0:
        open(stamp, "w").close()
        return None
    text = done.stdout.replace(source.ROOT + "/", "").replace(",-warnings-as-errors", "")
    return "\n".join(line for line in text.splitlines() if " error: " in line) or text.rstrip()


def main():
    try:
        with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
            entries = [entry for entry in json.load(file) if entry["file"].startswith(source.ROOT + "/daemon/")]
    except FileNotFoundError:
        sys.exit("build/asan/compile_commands.json is missing: ./dev lint makes it")
    os.makedirs(KEPT, exist_ok=True)
    headers = source.files("daemon", "include", ends=(".h", ".def"))
    common = digest(source.read(".clang-tidy"), *[path + source.read(path) for path in headers])
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(lambda entry: tidy(entry, common), entries))
    source.finish([result for result in results if result], f"{len(entries)} sources")


main()
