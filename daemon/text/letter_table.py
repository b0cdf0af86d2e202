#!/usr/bin/env python3
"""Writes letter_table.def: every Latin letter of Unicode's Latin blocks as the keys see it.

LETTER(point, letter, tone, "fold"): `letter` is the letter in lower case without its tone mark (0 for what is no
letter), `tone` the number of the tone (text/word.h), "fold" the plain ASCII letters. The names of the points are
those of Unicode's character database, which Python's unicodedata carries; lint compares the file with this.
"""
import os
import sys
import unicodedata

TONES = {0x300: 1, 0x309: 2, 0x303: 3, 0x301: 4, 0x323: 5}
# Latin letters that do not come apart, as people write them without the key for it.
WHOLE = {"ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ł": "l",
         "ŋ": "n", "œ": "oe", "ŧ": "t", "ƀ": "b", "ɖ": "d", "ɨ": "i", "ʉ": "u"}
RANGES = [range(0x00, 0x2B0), range(0x1E00, 0x1F00)]


def row(point):
    """(letter, tone, fold) of a code point."""
    char = chr(point)
    if char in "\u00d0\u00f0\u0189":  # eth and the African D stand for the Vietnamese one
        return ord("đ"), 0, "d"
    if not (char.isalpha() or char.isascii() and char.isdigit()):
        return 0, 0, ""
    lower = char.lower()
    if len(lower) != 1:  # the dotted capital I
        lower = unicodedata.normalize("NFD", lower)[0]
    parts = unicodedata.normalize("NFD", lower)
    tones = [TONES[ord(mark)] for mark in parts if ord(mark) in TONES]
    letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if ord(mark) not in TONES))
    plain = "".join(WHOLE.get(part, part) for part in parts if not unicodedata.combining(part))
    fold = plain if plain.isascii() else ""
    if len(letter) != 1 or ord(letter) > 0xFFFF:
        letter = parts[0]
    return ord(letter), tones[0] if tones else 0, fold


def table():
    lines = ["/* Written by letter_table.py; see there. LETTER(point, letter, tone, \"fold\") */"]
    for points in RANGES:
        for point in points:
            letter, tone, fold = row(point)
            if letter:
                lines.append(f'LETTER(0x{point:04X}, 0x{letter:04X}, {tone}, "{fold}")')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "letter_table.def")
    if len(sys.argv) > 1 and sys.argv[1] == "--check":
        with open(path, encoding="utf-8") as file:
            sys.exit(0 if file.read() == table() else 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(table())
