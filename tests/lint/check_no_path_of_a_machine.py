"""No file of the project names a folder of the machine it was made on, nor ends its lines with blanks."""
import re

import source

HOME = re.compile(r"(?<![\w.:/{}-])/(?:work|root|home|Users)/[\w.]")
BINARY = (".jpg", ".jpeg", ".png", ".webp", ".woff2", ".gz", ".db", ".zip", ".ico")
findings = []
for path in source.files():
    if path.endswith(BINARY) or path.startswith("tests/fuzz/corpus/"):
        continue
    for line, found in source.lines_with(source.read(path), HOME):
        findings.append(f"{path}:{line}: {found}…")
source.finish(findings)
