"""The API's description speaks Vietnamese too: assets/api/vi.json has, in order, each summary and description of
openapi.json with what it is in Vietnamese, and nothing else; what stands in backquotes is the same in both.

"Needs the role editor." at the end is said by the page itself (daemon/handler/page/docs_operation.c).
"""
import json
import re

import source

ROLE = re.compile(r" ?Needs the role \w+\.$")
EXAMPLES = {"example", "examples", "default"}
findings = []


def texts(value):
    """Every summary and description within, without its role."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("summary", "description") and isinstance(inner, str):
                yield ROLE.sub("", inner)
            elif key not in EXAMPLES:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def codes(text):
    return sorted(set(re.findall(r"`([^`]*)`", text)))


document = json.loads(source.read("assets/api/openapi.json"))
words = json.loads(source.read("assets/api/vi.json"))
english = {document["info"]["title"], *texts(document)} - {""}
findings += [f"vi.json: lacks what openapi.json says: {text}" for text in sorted(english - set(words))]
findings += [f"vi.json: nobody says in openapi.json: {text}" for text in words if text not in english]
if list(words) != sorted(words):
    findings.append("vi.json: not in order of the English texts")
for text, vietnamese in words.items():
    if not vietnamese.strip() or vietnamese == text:
        findings.append(f"vi.json: not translated: {text}")
    elif codes(text) != codes(vietnamese):
        findings.append(f"vi.json: other words in backquotes: {text}")
source.finish(findings, f"{len(english)} texts")
