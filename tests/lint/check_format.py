"""Every C file is as .clang-format wants it (`./dev format`); see kept.py for what is not looked at again."""
import os
import re
import subprocess
import sys

import kept
import source

version = kept.version("clang-format")
if not re.search(r"version 14\.", version):
    print(f"skipped: shapes are those of clang-format 14, here is {version.strip()}")
    sys.exit(0)
known = kept.Kept("format", source.read(".clang-format"), version)
stamps = {path: known.stamp(path) for path in source.files("daemon", "include", "tests", "bench", ends=(".c", ".h"))}
new = [path for path in stamps if not known.is_clean(stamps[path])]
findings = []
if new:
    command = ["clang-format", "--dry-run", "-Werror", *[os.path.join(source.ROOT, path) for path in new]]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wrong = {os.path.relpath(line.split(":")[0], source.ROOT)
             for line in done.stdout.splitlines() if "[-Wclang-format-violations]" in line}
    findings = [f"{path}: not formatted" for path in sorted(wrong)]
    if done.returncode and not findings:
        findings = [done.stdout.rstrip()]
    for path in new if wrong or not done.returncode else []:
        if path not in wrong:
            known.keep(stamps[path])
known.forget_old()
source.finish(findings, f"{len(stamps)} files, {known.looked_at} looked at")
