"""cppcheck over the daemon."""
import os
import subprocess

import source

kept = os.path.join(source.ROOT, "build", "lint", "cppcheck")
os.makedirs(kept, exist_ok=True)
command = [
    "cppcheck", "--quiet", "--std=c11", "--language=c", "--enable=warning,performance,portability",
    "--inline-suppr", "--suppress=missingInclude", "--suppress=missingIncludeSystem", "--suppress=unknownMacro",
    "--suppress=normalCheckLevelMaxBranches", "--error-exitcode=1", "--template={file}:{line}: {id}: {message}",
    f"--cppcheck-build-dir={kept}", "-j", str(os.cpu_count()), "-D_GNU_SOURCE", "-I", "include", "daemon",
]
done = subprocess.run(command, cwd=source.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
source.finish([done.stdout.rstrip()] if done.returncode else [])
