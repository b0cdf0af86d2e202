"""cppcheck over the daemon.

It knows neither cleanup functions (so it sees leaks where there are none; the leak checker of the tests
looks for those) nor that outputs are written on success alone (clang-tidy's analyzer does)."""
import os
import subprocess

import source

kept = os.path.join(source.ROOT, "build", "lint", "cppcheck")
os.makedirs(kept, exist_ok=True)
command = [
    "cppcheck", "--quiet", "--std=c11", "--language=c", "--enable=warning,performance,portability",
    "--inline-suppr", "--suppress=missingInclude", "--suppress=missingIncludeSystem", "--suppress=unknownMacro",
    "--suppress=memleak", "--suppress=resourceLeak", "--suppress=uninitStructMember", "--suppress=legacyUninitvar",
    "--error-exitcode=1", "--template={file}:{line}: {id}: {message}",
    f"--cppcheck-build-dir={kept}", "-j", str(os.cpu_count()), "-D_GNU_SOURCE", "-I", "include", "daemon",
]
done = subprocess.run(command, cwd=source.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
source.finish([done.stdout.rstrip()] if done.returncode else [])
