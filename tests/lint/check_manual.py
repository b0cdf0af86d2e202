"""The manual page names every setting of the table, in its order, and no other."""
import re

import source

page = source.read("packaging/congd.8")
part = page[page.index("SETTINGS BEGIN"):page.index("SETTINGS END")]
table = re.findall(r"^SETTING\(\w+, (\w+),", source.read("include/base/setting.def"), re.MULTILINE)
shown = re.findall(r"^\.B (\w+)$", part, re.MULTILINE)
findings = [] if table == shown else [f"packaging/congd.8 has {shown}, the table {table}"]
source.finish(findings, f"{len(table)} settings")
