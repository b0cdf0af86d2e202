"""Every variable that outlives a call and can change is in the table "Mutable globals" of ARCHITECTURE.md, with why.

A variable is found by its declaration: at file scope, or `static` within a function, without `const` for what it
itself holds. `--write` prints the table's rows as they must be, for those that are missing.
"""
import re
import sys

import source

HEADING = "## Mutable globals"
DECLARATION = re.compile(r"^(?P<before>[A-Za-z_](?:[\w \t*]|_Atomic\([^)]*\))*?[\s*])(?P<names>\w+(\[[^\]]*\])*(\s*,\s*\**\w+(\[[^\]]*\])*)*)\s*(=|;)")
NOT_VARIABLES = re.compile(r"^\s*(typedef|extern|return|goto|case|else|struct \w+ *{|enum|union|#|_Static_assert)\b")


def statements(text):
    """(depth of braces, text) of each declaration-like line."""
    depth = 0
    lines = source.code(text)
    # A declaration that was broken before its name is one line again.
    lines = re.sub(r"^(\s*static [^;={()\n]*?)\s*\n\s*([^;={()\n]*[;=])", r"\1 \2", lines, flags=re.M)
    for line in lines.splitlines():
        if not line.startswith("#"):
            yield depth, line
        depth += line.count("{") - line.count("}")


def is_constant(before):
    """Whether what the variable itself holds cannot change: `const` behind the last star, or without a star."""
    behind = before.rsplit("*", 1)[-1] if "*" in before else before
    return "const" in behind.split()


def globals_of(path):
    found = set()
    for depth, line in statements(source.read(path)):
        is_static = re.match(r"\s*static\b", line) is not None
        if (depth and not is_static) or (not depth and line[:1].isspace()) or NOT_VARIABLES.match(line):
            continue
        match = DECLARATION.match(line.strip())
        words = match and len(re.sub(r"_Atomic\([^)]*\)", "_Atomic", match["before"]).split())
        if match and words > is_static and not is_constant(match["before"]):
            found |= {re.match(r"[\s*]*(\w+)", name)[1] for name in match["names"].split(",")}
    return found


def table():
    """file -> names, as ARCHITECTURE.md has them; and the rows that do not say why."""
    rows, silent = {}, []
    section = source.read("ARCHITECTURE.md").partition(HEADING)[2].partition("\n## ")[0]
    for row in re.findall(r"^\| `([^`]+)` \|(.*)\|(.*)\|$", section, re.M):
        rows[row[0]] = set(re.findall(r"`(\w+)`", row[1]))
        if not row[2].strip():
            silent.append(row[0])
    return rows, silent


present = {path: names for path in source.files("daemon", ends=".c") if path != "daemon/embed.c" and (names := globals_of(path))}
if "--write" in sys.argv:
    for path, names in sorted(present.items()):
        print(f"| `{path.removeprefix('daemon/')}` | {', '.join(f'`{name}`' for name in sorted(names))} |  |")
    sys.exit()
rows, silent = table()
here = {path.removeprefix("daemon/"): names for path, names in present.items()}
findings = [f"daemon/{path}: {', '.join(sorted(names - rows.get(path, set())))} is not in {HEADING[3:]}"
            for path, names in sorted(here.items()) if names - rows.get(path, set())]
findings += [f"{HEADING[3:]}: {path} has no {', '.join(sorted(names - here.get(path, set())))}"
             for path, names in sorted(rows.items()) if names - here.get(path, set())]
findings += [f"{HEADING[3:]}: {path} does not say why" for path in silent]
source.finish(findings, f"{sum(map(len, here.values()))} mutable globals in {len(here)} files")
