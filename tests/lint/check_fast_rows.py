"""Each address that a serving thread answers is measured by `./dev bench fast`, and nothing else is: a row of the table without
an example there would be slow unnoticed."""
import os
import sys

import source

sys.path.insert(0, os.path.join(source.ROOT, "bench"))
import fast  # noqa: E402

rows, examples = fast.fast_rows(), fast.all_examples()
findings = [f"bench/fast.py: no example of {pattern}, which daemon/route/table.c has as PACE_FAST" for pattern in sorted(rows - set(examples))]
findings += [f"bench/fast.py: {pattern} is no row of PACE_FAST in daemon/route/table.c" for pattern in sorted(set(examples) - rows)]
findings += [f"bench/fast.py: {pattern} has no address to ask for" for pattern in sorted(examples) if not examples[pattern] and pattern not in fast.WITHOUT]
if len(rows) < 50:
    findings.append("bench/fast.py: the table was not read: it has few rows")
source.finish(findings)
