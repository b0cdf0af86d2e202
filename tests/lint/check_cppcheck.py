"""cppcheck over the daemon, the whole of it at once because it follows calls from file to file; see kept.py for when
it is not asked again. Of what changed it looks at the files that are other for it (its build folder).

It knows neither cleanup functions (so it sees leaks where there are none; the leak checker of the tests
looks for those) nor that outputs are written on success alone (clang-tidy's analyzer does). Since 2.11 it also takes what an
array is filled with in a loop or by snprintf() for uninitialized, which that analyzer follows."""
import os
import re
import subprocess

import kept
import source

version = kept.version("cppcheck")
is_newer = tuple(map(int, re.findall(r"\d+", version)[:2])) > (2, 10)
known = kept.Kept("cppcheck", version)
files = source.files("daemon", "include", ends=(".c", ".h", ".def"))
stamp = known.stamp("daemon/FLOORS", files)
if known.is_clean(stamp):
    source.finish([], "nothing changed")
build = os.path.join(known.folder, "build")
os.makedirs(build, exist_ok=True)
command = [
    "cppcheck", "--quiet", "--std=c11", "--language=c", "--enable=warning,performance,portability",
    "--inline-suppr", "--suppress=missingInclude", "--suppress=missingIncludeSystem", "--suppress=unknownMacro",
    "--suppress=memleak", "--suppress=resourceLeak", "--suppress=uninitStructMember", "--suppress=legacyUninitvar",
    "--suppress=normalCheckLevelMaxBranches", *(["--suppress=uninitvar"] if is_newer else []),
    "--error-exitcode=1", "--template={file}:{line}: {id}: {message}",
    f"--cppcheck-build-dir={build}", "-j", str(os.cpu_count()), "-D_GNU_SOURCE", "-I", "include", "daemon",
]
done = subprocess.run(command, cwd=source.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
if done.returncode == 0:
    known.keep(stamp)
known.forget_old()
source.finish([done.stdout.rstrip()] if done.returncode else [])
