"""Tables that a script writes are what that script writes now."""
import os
import subprocess
import sys

import source

SCRIPTS = ["daemon/text/letter_table.py", "tests/unit/text/keys.py", "packaging/warnings.py"]
findings = []
for script in SCRIPTS:
    if subprocess.run([sys.executable, "-B", os.path.join(source.ROOT, script), "--check"], check=False).returncode:
        findings.append(f"{script}: what it writes is no longer what stands beside it; run it")
source.finish(findings)
