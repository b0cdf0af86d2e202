"""What a person reads at a terminal stands in the sources in Vietnamese and English, by SAID() (include/base/said.h).

Looked at is what is printed or put into a line of fault. Bare words there are a finding, unless they are in ALLOWED
with the reason; so are words that SAID() has in one language twice, or in Vietnamese without a single mark.
"""
import re

import source

# Everything that main gives to these is for people; of other floors the buffers that become a command's fault.
PRINTERS = re.compile(r"\b(printf|fprintf|fputs|puts|perror|use_wrong|print_comment|print_option|print_wrapped|notify_status)\s*\(")
FAULTS = re.compile(r"\b(buf_printf|buf_text|fault_add_line|fault_in_file|listen_failed|control_failed|certificate_refused|tls_refused|"
                    r"not_confined|template_compile_refuse|complain|note_found)\s*\(")
FAULT_BUFFER = re.compile(r"^\s*[^,]*\b(fault|wrong|found)\b")
CALL_OF_SAID = re.compile(r"\b(SAID|COMING_SAID)\s*\(")
# Names of members of JSON.
CALL_OF_MEMBER = re.compile(r"\b(json_object_get|text_of)\s*\(")
STRING = re.compile(r'"((?:\\.|[^"\\\n])*)"')
NOT_WORDS = re.compile(r"\\\\f[BIR]|%[-+ #0-9.*]*(?:hh|h|ll|l|z)?[a-zA-Z%]|\\x[0-9a-fA-F]{2}|\\[0-7]{1,3}|\\.|<[^>]*>|--[a-z-]+")
WORD = re.compile(r"[A-Za-z]{2,}")

# Literals that are the same in both languages: names, formats, and what scripts read.
ALLOWED = {
    "congd: %.*s\\n": "the program's name",
    "congd %s: ": "the program's name",
    "congd ": "the program's name",
    "congd: %s%s%s%s%s: %s\\n": "the program's name",
    "listening on %s\\n": "scripts and tests wait for it",
    "metrics on %s/metrics\\n": "likewise",
    "the socket handed over": "a part of it",
    "admin token: %s\\n": "likewise; the token is taken from this line",
    "/api/articles/%lld\\t%s\\t%s\\n": "what post prints, for scripts",
    "schema % → % (congd )\\n": "a database's version; in Vietnamese databases have a schema too",
    "MRR@10/recall@10": "names of measures",
    "MRR@10, 95 %": "names of measures",
    " search": "a column's short name",
    " default": "a column's short name",
    " diacritics": "a column's short name; SQLite's own word",
    " bm25": "a column's short name; a formula's name",
    "null": "JSON",
    "NOTIFY_SOCKET %.100s: %s": "a variable's name",
    "demo/requests.json:%d: %s": "a file, and what jansson says of it",
    "no_new_privs": "the kernel's word",
    "Landlock": "the kernel's word",
    "seccomp": "the kernel's word",
    "manifest.json": "a file's name",
    "control.sock": "a file's name",
    "PostgreSQL: %s": "a program's name, and what it says",
    "config": "an option's name",
    "set": "an option's name",
    "help": "an option's name",
    "usage": "an option's name",
    "version": "an option's name",
    "%s%s: %u of its threads do not answer": "a line of the log",
    "không chứa chứng thư nào": "in the language of the list, which may be a request's",
    "no certificate": "likewise",
}
# What is printed for other programs or for tests of ours.
NOT_FOR_PEOPLE = {
    "daemon/main/breakout.c": "the self-test of the confinement, which tests read",
    "daemon/main/watchdog.c": "lines of the log",
    "daemon/route/show.c": "lines of the log and of the workshop",
}
# Words of Vietnamese that are written without a mark.
UNMARKED = {"xem", "congd", "vi", "cong"}
TROFF = re.compile(r'^(\.[A-Z]{2}\b|\.\\\\|\\\\&|\.TP|\(|\.B )')


def argument_end(text, at):
    """Behind the parenthesis that closes the one before `at`; strings are passed over."""
    depth = 1
    while at < len(text) and depth:
        if text[at] == '"':
            match = STRING.match(text, at)
            at = match.end() if match else at + 1
            continue
        if text[at] == "'":
            at = text.find("'", at + (3 if text[at + 1 : at + 2] == "\\" else 2)) + 1
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at


def without_said(text):
    """The text with every SAID(…) blanked, and names of members."""
    for call in (CALL_OF_SAID, CALL_OF_MEMBER):
        while match := call.search(text):
            end = argument_end(text, match.end())
            text = text[: match.start()] + " " * (end - match.start()) + text[end:]
    return text


def literals(text):
    """Neighbouring literals as one, with macros between them left out."""
    joined = re.sub(r'"\s*(?:PRI\w+|CONG_VERSION)?\s*"', "", text)
    return [match.group(1) for match in STRING.finditer(joined)]


def has_words(literal):
    return WORD.search(NOT_WORDS.sub(" ", literal)) is not None


def bare(path, text):
    for pattern in (PRINTERS, FAULTS):
        for match in pattern.finditer(text):
            inside = text[match.end() : argument_end(text, match.end()) - 1]
            name, line = match.group(1), text.count("\n", 0, match.start()) + 1
            # A definition or declaration has types in it and no literals.
            if pattern is PRINTERS and not path.startswith("daemon/main/"):
                continue
            if name in ("buf_printf", "buf_text") and not FAULT_BUFFER.match(inside):
                continue
            for literal in literals(without_said(inside)):
                if has_words(literal) and not TROFF.match(literal):
                    yield line, literal, name


def pairs(text):
    """What SAID() and rows say in both languages."""
    for match in CALL_OF_SAID.finditer(text):
        if text[: match.start()].endswith("#define "):
            continue
        inside = text[match.end() : argument_end(text, match.end()) - 1]
        depth, parts, last = 0, [], 0
        at = 0
        while at < len(inside):
            if inside[at] == '"':
                at = STRING.match(inside, at).end()
                continue
            depth += {"(": 1, ")": -1}.get(inside[at], 0)
            if inside[at] == "," and not depth:
                parts.append(inside[last:at])
                last = at + 1
            at += 1
        parts.append(inside[last:])
        said = ["".join(literals(part)) for part in parts[-2:]]
        if len(said) == 2 and all(said):
            yield text.count("\n", 0, match.start()) + 1, *said


def lacks_marks(vietnamese):
    words = {word.lower() for word in WORD.findall(NOT_WORDS.sub(" ", vietnamese))}
    return vietnamese.isascii() and not words <= UNMARKED


def main():
    findings, count, used = [], 0, set()
    for path in source.files("daemon", ends=".c"):
        if path in NOT_FOR_PEOPLE:
            continue
        text = source.code(source.read(path), keep=("string", "char"))
        for line, literal, name in bare(path, text):
            used.add(literal)
            if literal not in ALLOWED:
                findings.append(f"{path}:{line}: \"{literal}\" in {name}() is in one language")
        for line, vietnamese, english in pairs(text):
            count += 1
            if has_words(english) and vietnamese != english and lacks_marks(vietnamese):
                findings.append(f"{path}:{line}: \"{vietnamese}\" has no letter of Vietnamese")
            if vietnamese == english and has_words(english):
                findings.append(f"{path}:{line}: \"{vietnamese}\" stands for both languages")
    findings += [f"tests/lint/check_said.py: nothing prints \"{literal}\" any more" for literal in sorted(set(ALLOWED) - used)]
    source.finish(findings, f"{count} pairs of words")


main()
