"""What of some words a data folder or a backup still holds: leftovers.py [--without NAME] DIR WORD…; a JSON list of places, empty when there is
none. NAME is a folder in it that is not looked at. Of a backup the database is put together of its pieces, and looked at as any other.

Every byte of every file is looked at, every column of every table as text, and every term of the search index, in all the
forms in which the portal writes a word, and in pieces of five bytes: an index keeps of a term only what the term before it
has not. A piece of letters that other texts have too (those of hexadecimal digits, "https") is found in those by chance:
words for a test are made of others. A piece in a file is told with the bytes around it, which say what it is part of."""
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import unicodedata
import zlib

PIECE = 5
AROUND = 24  # bytes on each side that a place is told with


def fold(text):
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in plain if not unicodedata.combining(c))


def toneless(text):
    """As the exact key has it: shaped letters without their tone."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c not in tones))


def pieces(words):
    found = set()
    for word in words:
        for form in {word, word.lower(), word.upper(), unicodedata.normalize("NFD", word.lower()), fold(word), toneless(word)}:
            data = form.encode()
            found.update(data[i:i + PIECE] for i in range(max(1, len(data) - PIECE + 1)))
    return found


def terms(database, table):
    """The tokenizer is the portal's own; the terms are read without it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "copy.db")
        shutil.copy(database, copy)
        connection = sqlite3.connect(copy)
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, '''vietnamese''', '''unicode61''')")
        connection.commit()
        connection.close()
        connection = sqlite3.connect(copy)
        connection.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', '{table}', 'row')")
        rows = connection.execute("SELECT CAST(term AS BLOB) FROM temp.terms").fetchall()
        connection.close()
        return [bytes(row[0]) for row in rows]


def columns(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.text_factory = bytes
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall()
    for (name,) in names:
        name = name.decode()
        cursor = connection.execute(f'SELECT * FROM "{name}"')
        heads = [head[0] for head in cursor.description]
        for row in cursor:
            # Pages of attached documents are packed.
            if name == "media_pages":
                yield "media_pages.packed, unpacked", zlib.decompress(row[heads.index("packed")], -15)
            for head, value in zip(heads, row):
                if isinstance(value, bytes):
                    yield f"{name}.{head}", value
    connection.close()


def whole(folder, made):
    """The database: of a backup one that is made of its pieces, since words may lie across two of them."""
    pieces_folder = os.path.join(folder, "database")
    if not os.path.isdir(pieces_folder):
        return os.path.join(folder, "cong.db")
    database = os.path.join(made, "cong.db")
    with open(database, "wb") as target:
        for name in sorted(os.listdir(pieces_folder)):
            with open(os.path.join(pieces_folder, name), "rb") as piece:
                shutil.copyfileobj(piece, target)
    return database


def main(folder, without, words):
    wanted, places = pieces(words), set()

    def look(where, data):
        for piece in wanted:
            at = data.find(piece)
            if at >= 0:
                places.add(f"{where}: {piece!r} at {at} in {data[max(0, at - AROUND):at + PIECE + AROUND]!r}")

    for base, below, files in os.walk(folder):
        if base == folder and without in below:
            below.remove(without)
        for name in files:
            path = os.path.join(base, name)
            if os.path.isfile(path):  # a killed daemon leaves its socket
                with open(path, "rb") as file:
                    look("file " + os.path.relpath(path, folder), file.read())
            look("name of " + os.path.relpath(path, folder), name.encode())
    with tempfile.TemporaryDirectory() as made:
        database = whole(folder, made)
        if os.path.dirname(database) == made:
            with open(database, "rb") as file:
                look("the whole database", file.read())
        for where, value in columns(database):
            look("column " + where, value)
        for table in ("search_text", "search_title", "search_page"):
            look("terms of " + table, b"\n".join(terms(database, table)))
    print(json.dumps(sorted(places)))


arguments = sys.argv[1:]
without = arguments[1] if arguments[0] == "--without" else None
main(arguments[2 if without else 0], without, arguments[3 if without else 1:])
