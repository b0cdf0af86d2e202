"""Each public header compiles alone, and twice; see kept.py for what is not compiled again."""
import concurrent.futures
import os
import subprocess

import kept
import source

WARNINGS = ["-std=gnu17", "-Wall", "-Wextra", "-Wstrict-prototypes", "-Werror", "-D_GNU_SOURCE"]
known = kept.Kept("headers_compile_alone", kept.version("cc"), kept.libraries())


def compile_alone(path):
    stamp = known.stamp(path, kept.included(path, ("include",)))
    if known.is_clean(stamp):
        return None
    name = os.path.relpath(path, "include")
    text = f'#include "{name}"\n#include "{name}"\n'
    command = ["cc", "-fsyntax-only", *WARNINGS, "-I", os.path.join(source.ROOT, "include"), "-x", "c", "-"]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        return f"{path}:\n{done.stdout.rstrip()}"
    known.keep(stamp)
    return None


headers = source.files("include", ends=".h")
with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
    results = list(pool.map(compile_alone, headers))
known.forget_old()
source.finish([result for result in results if result], f"{len(headers)} headers, {known.looked_at} compiled")
