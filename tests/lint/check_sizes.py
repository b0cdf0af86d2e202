"""No file over 400 lines, no function over 60, but those that tests/lint/long.allow lists with their reason."""
import re

import source

MOST_FILE, MOST_FUNCTION = 400, 60


def allowed():
    """long.allow: lines `PATH[:FUNCTION] LINES reason`."""
    rows = {}
    for row in source.read("tests/lint/long.allow").splitlines():
        if row.strip() and not row.startswith("#"):
            name, lines, reason = row.split(None, 2)
            rows[name] = int(lines)
    return rows


def functions(text):
    """(name, lines) of each function; the opening brace of one stands alone in the first column."""
    lines = source.code(text).splitlines()
    start = None
    for number, line in enumerate(lines):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start is not None:
            head = start
            while head > 0 and lines[head - 1].strip() and not lines[head - 1].startswith(("}", "#")):
                head -= 1
            name = re.search(r"(\w+)\s*\(", " ".join(lines[head:start]))
            yield name.group(1) if name else "?", number - head + 1
            start = None


def main():
    rows = allowed()
    used, findings, long_files, long_functions, count, short = set(), [], 0, 0, 0, 0

    def judge(name, lines, most):
        used.add(name)
        if lines > rows.get(name, most):
            findings.append(f"{name}: {lines} lines, at most {rows.get(name, most)}")

    for path in source.files("daemon", "include", "tests/unit", "tests/fuzz", "bench", ends=(".c", ".h", ".def")):
        text = source.read(path)
        if not path.endswith(".def") and text.count("\n") > MOST_FILE:
            long_files += 1
            judge(path, text.count("\n"), MOST_FILE)
        for name, lines in functions(text):
            count += 1
            short += lines <= 50
            if lines > MOST_FUNCTION:
                long_functions += 1
                judge(f"{path}:{name}", lines, MOST_FUNCTION)
    findings += [f"long.allow: {name} is no longer too long" for name in rows if name not in used]
    share = 100 * short / count if count else 100
    source.finish(findings, f"{long_files} files over {MOST_FILE} lines; of {count} functions {long_functions} over "
                            f"{MOST_FUNCTION}, {share:.1f} % at most 50")


main()
