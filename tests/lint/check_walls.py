"""The walls: which floors may know libmicrohttpd, SQLite, SQL, markup and malloc."""
import re

import source

SOURCES = source.files("daemon", "include", ends=(".c", ".h", ".def"))
ABOVE_HTML = source.floors()[: source.floors().index("html")]
SQL = re.compile(
    r"\b(SELECT|INSERT (OR \w+ )?INTO|REPLACE INTO|UPDATE \w+ SET|DELETE FROM|(CREATE|DROP|ALTER) "
    r"(UNIQUE |TEMP )?(TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN(?!:)|COMMIT|ROLLBACK|SAVEPOINT|VACUUM)\b"
)
MARKUP = re.compile(r"</?[a-z][a-z0-9]*[\s>/]|</?[a-z][a-z0-9]*$|<!(--|DOCTYPE|doctype)")
ALLOCATION = r"\b(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|open_memstream)\s*\("
findings = []


def note(path, line, what):
    findings.append(f"{path}:{line}: {what}")


def header_only_in(header, allowed):
    """The header, and the public headers of ours that bring it along, stay within the floors `allowed`."""
    bearers = [rf"<{re.escape(header)}>"]
    for path in SOURCES:
        for line, _ in source.lines_with(source.read(path), rf"#\s*include\s*{bearers[0]}"):
            if source.floor_of(path) not in allowed:
                note(path, line, f"<{header}> belongs in {' and '.join(allowed)} alone")
            elif path.startswith("include/"):
                bearers.append(re.escape(f'"{path[len("include/"):]}"'))
    for bearer in bearers[1:]:
        for path in SOURCES:
            for line, _ in source.lines_with(source.read(path), rf"#\s*include\s*{bearer}"):
                if source.floor_of(path) not in allowed:
                    note(path, line, f"{bearer} brings <{header}> along, which belongs in {' and '.join(allowed)} alone")


def check_strings(path, text):
    in_statements = re.match(r"(daemon/store/(\w+/)?\w+|include/ordered/\w+)\.def$", path)
    for line, content in source.strings(text):
        if not in_statements and SQL.search(content):
            note(path, line, "SQL belongs in daemon/store/**/*.def, include/ordered/*.def and migrations/")
        if MARKUP.search(content):
            note(path, line, "markup belongs in assets/")


header_only_in("microhttpd.h", ("server", "http"))
header_only_in("sqlite3.h", ("store",))
for path in SOURCES:
    floor, text = source.floor_of(path), source.read(path)
    if floor is None:
        continue
    check_strings(path, text)
    if floor in ABOVE_HTML:
        for line, found in source.lines_with(source.code(text), ALLOCATION):
            note(path, line, f"{found.rstrip('( ')}: above html memory comes from an arena or a buf")
    if path.startswith("include/store/"):
        for line, found in source.lines_with(source.code(text), r"\bsqlite\w*|\bSQLITE_\w*"):
            note(path, line, f"{found}: the store's headers know nothing of SQLite")
source.finish(findings)
