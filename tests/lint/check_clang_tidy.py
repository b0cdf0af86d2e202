"""clang-tidy with the checks of .clang-tidy over every source; see kept.py for what is not looked at again."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

import kept
import source

BUILD = os.path.join(source.ROOT, "build", "asan")


def sources():
    """(path, definitions, folders) of each source of the daemon, once for each way it is compiled."""
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = set()
    for entry in entries:
        path = os.path.relpath(entry["file"], source.ROOT)
        # clang knows not every flag of gcc: definitions and folders are what it needs.
        defined = sorted(set(re.findall(r"(?<= )-D\S+", entry["command"])))
        folders = [os.path.relpath(name, source.ROOT) for name in re.findall(r"(?<= )-I(\S+)", entry["command"])]
        if path.startswith("daemon/"):
            found.add((path, tuple(flag.replace('\\"', '"') for flag in defined), tuple(folders)))
    return sorted(found)


def tidy(known, path, defined, folders):
    stamp = known.stamp(path, kept.included(path, folders), *defined, *folders)
    if known.is_clean(stamp):
        return None
    command = ["clang-tidy", "--quiet", "--warnings-as-errors=*", path, "--", "-std=gnu17", *defined]
    command += [f"-I{os.path.join(source.ROOT, folder)}" for folder in folders]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=source.ROOT)
    if done.returncode == 0:
        known.keep(stamp)
        return None
    text = done.stdout.replace(source.ROOT + "/", "").replace(",-warnings-as-errors", "")
    return "\n".join(line for line in text.splitlines() if " error: " in line) or text.rstrip() or f"{path}: clang-tidy failed"


def main():
    try:
        entries = sources()
    except FileNotFoundError:
        sys.exit("build/asan/compile_commands.json is missing: ./dev lint makes it")
    known = kept.Kept("clang_tidy", source.read(".clang-tidy"), kept.version("clang-tidy"), kept.libraries())
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(lambda entry: tidy(known, *entry), entries))
    known.forget_old()
    source.finish([result for result in results if result], f"{len(entries)} sources, {known.looked_at} looked at")


main()
