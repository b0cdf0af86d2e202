"""Each public header compiles alone, and twice."""
import concurrent.futures
import os
import subprocess

import source

WARNINGS = ["-std=gnu17", "-Wall", "-Wextra", "-Wstrict-prototypes", "-Werror", "-D_GNU_SOURCE"]


def compile_alone(path):
    name = os.path.relpath(path, "include")
    text = f'#include "{name}"\n#include "{name}"\n'
    command = ["cc", "-fsyntax-only", *WARNINGS, "-I", os.path.join(source.ROOT, "include"), "-x", "c", "-"]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return f"{path}:\n{done.stdout.rstrip()}" if done.returncode else None


with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
    results = list(pool.map(compile_alone, source.files("include", ends=".h")))
source.finish([result for result in results if result])
