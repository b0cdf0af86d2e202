#!/usr/bin/env python3
"""Writes keys.txt: the 134 accented letters of Vietnamese, in both cases and every order of their marks, with the keys
that they must have. An oracle apart from the table in the program: it knows nothing but Unicode's decompositions.
Each line: form, exact key, fold key, separated by tabs. Lint compares the file with this."""
import itertools
import os
import sys
import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"
VOWELS = "aăâeêioôơuưy"


def rows():
    letters = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in ["", *TONES] if t or not v.isascii()] + ["đ"]
    assert len(letters) == 67
    for letter in letters:
        for cased in (letter, letter.upper()):
            base, *marks = unicodedata.normalize("NFD", cased)
            tone = "".join(m for m in marks if m in TONES)
            shape = "".join(m for m in marks if m not in TONES)
            plain = base.lower().replace("đ", "d")
            exact = unicodedata.normalize("NFC", base.lower() + shape) + (tone or "\u0304")
            forms = {cased, unicodedata.normalize("NFC", base + shape) + tone}
            forms |= {base + "".join(order) for order in itertools.permutations(marks)}
            if letter == "đ":
                forms |= {"\u00f0", "\u00d0", "\u0189"}
            for form in sorted(forms):
                yield f"{form}\t{exact}\t{plain}"


TEXT = "\n".join(rows()) + "\n"

if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keys.txt")
    if "--check" in sys.argv:
        with open(path, encoding="utf-8") as file:
            sys.exit(0 if file.read() == TEXT else 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(TEXT)
