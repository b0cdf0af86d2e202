"""The first thing in each public header is a comment that says what it is for."""
import source

findings = [
    f"{path}: begins without a comment that says what it is for"
    for path in source.files("include", ends=(".h", ".def"))
    if not source.read(path).startswith("/*")
]
source.finish(findings)
