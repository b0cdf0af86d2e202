"""shellcheck over the shell scripts."""
import shutil
import subprocess
import sys

import source

if not shutil.which("shellcheck"):
    print("skipped: there is no shellcheck")
    sys.exit(0)
scripts = [path for path in source.files() if not path.endswith((".c", ".h", ".jpg", ".png", ".webp"))
           and source.read(path)[:40].split("\n")[0] in ("#!/bin/sh", "#!/bin/bash")]
done = subprocess.run(["shellcheck", *scripts], cwd=source.ROOT, stdout=subprocess.PIPE, text=True)
source.finish([done.stdout.rstrip()] if done.returncode else [], " ".join(scripts))
