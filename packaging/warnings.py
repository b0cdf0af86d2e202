#!/usr/bin/env python3
"""Writes the manual page's list of warnings from the table, so that neither can drift.

usage: packaging/warnings.py [--check]      (--check: only says whether it is what would be written)
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "packaging/congd.8")
BEGIN, END = '.\\" WARNINGS BEGIN\n', '.\\" WARNINGS END\n'


def rows():
    """(code, English sentence) of each row of warning.def."""
    with open(os.path.join(ROOT, "include/text/warning.def"), encoding="utf-8") as file:
        text = re.sub(r'"\s*\n\s*"', "", file.read())
    return re.findall(r'^WARNING\(\w+,\s*"([^"]+)",\s*"(?:[^"\\]|\\.)*",\s*"((?:[^"\\]|\\.)*)"\)', text, re.MULTILINE)


def roff(text):
    """The sentence for a manual: the places of what is shown are dots, and nothing is taken for a command."""
    text = re.sub(r"\{\d\}", "...", text.replace('\\"', '"')).replace("\\", "\\\\").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def main():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    listed = "".join(f".TP\n.B {code}\n{roff(sentence)}\n" for code, sentence in rows())
    whole = page[:begin] + listed + page[end:]
    if "--check" in sys.argv:
        sys.exit(whole != page)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(whole)


if __name__ == "__main__":
    main()
