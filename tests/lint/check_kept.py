"""Of what was found clean only that is looked at again which a change touches (kept.py)."""
import os
import tempfile

import kept
import source

TREE = {
    "daemon/a/one.c": '#include "inner.h"\n#include "a/shared.h"\n#include <stdio.h>\n',
    "daemon/a/other.c": '#if 0\n# include "rows.def"\n#endif\n',
    "daemon/a/inner.h": '#include "a/below.h"\n',
    "daemon/a/rows.def": "ROW(1)\n",
    "include/a/shared.h": '#include "a/below.h"\n#include "a/shared.h"\n',
    "include/a/below.h": "\n",
}
FOLDERS = ("include", "daemon/a")
findings = []


def expect(what, found, wanted):
    if found != wanted:
        findings.append(f"{what}: {found}, not {wanted}")


def stamps(root):
    """The stamp of each source, as a check makes it, with nothing remembered of the files."""
    kept.content.cache_clear()
    kept.direct.cache_clear()
    os.environ.pop("CI", None)
    known = kept.Kept("kept", "settings", folder=os.path.join(root, "stamps"))
    return {name: known.stamp(name, kept.included(name, FOLDERS, root), root=root) for name in TREE if name.endswith(".c")}


def changed_by(root, path):
    before = stamps(root)
    with open(os.path.join(root, path), "a", encoding="utf-8") as file:
        file.write("int added;\n")
    after = stamps(root)
    return sorted(os.path.basename(name) for name in before if before[name] != after[name])


with tempfile.TemporaryDirectory() as root:
    for name, text in TREE.items():
        os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(root, name), "w", encoding="utf-8") as file:
            file.write(text)
    expect("includes", kept.included("daemon/a/one.c", FOLDERS, root),
           ["daemon/a/inner.h", "include/a/below.h", "include/a/shared.h"])
    expect("a header that includes itself", kept.included("include/a/shared.h", FOLDERS, root), ["include/a/below.h"])
    expect("a source changed", changed_by(root, "daemon/a/one.c"), ["one.c"])
    expect("a header at second hand changed", changed_by(root, "include/a/below.h"), ["one.c"])
    expect("a table changed", changed_by(root, "daemon/a/rows.def"), ["other.c"])
    known = kept.Kept("kept", "settings", folder=os.path.join(root, "stamps"))
    stamp = os.path.join(known.folder, "some")
    expect("never looked at", known.is_clean(stamp), False)
    known.keep(stamp)
    expect("looked at and clean", known.is_clean(stamp), True)
    os.environ["CI"] = "true"
    expect("with CI", known.is_clean(stamp), False)
    expect("other settings", kept.Kept("kept", "a", folder=known.folder).settings == known.settings, False)
source.finish(findings)
