"""Every C file is as .clang-format wants it (`./dev format`)."""
import os
import re
import subprocess
import sys

import source

version = subprocess.run(["clang-format", "--version"], stdout=subprocess.PIPE, text=True).stdout
if not re.search(r"version 14\.", version):
    print(f"skipped: shapes are those of clang-format 14, here is {version.strip()}")
    sys.exit(0)
paths = [os.path.join(source.ROOT, path) for path in source.files("daemon", "include", "tests", "bench", ends=(".c", ".h"))]
done = subprocess.run(["clang-format", "--dry-run", "-Werror", *paths], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
wrong = sorted({line.split(":")[0] for line in done.stdout.splitlines() if "[-Wclang-format-violations]" in line})
findings = [f"{os.path.relpath(path, source.ROOT)}: not formatted" for path in wrong]
if done.returncode and not findings:
    findings = [done.stdout.rstrip()]
source.finish(findings)
