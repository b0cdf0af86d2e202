"""The words of both languages: the same keys, the same placeholders, nothing empty, nothing left in the other
language; every word that is said is there, every one that is there is said, and no template has words of its own."""
import json
import os
import re

import source

findings = []


def flat(value, name=""):
    if not isinstance(value, dict):
        return {name: value}
    return {key: text for part in value for key, text in flat(value[part], f"{name}.{part}" if name else part).items()}


def no_repeats(path):
    def check(pairs):
        seen = set()
        for key, _ in pairs:
            if key in seen:
                findings.append(f"{path}: {key} twice")
            seen.add(key)
        return dict(pairs)

    return check


def words(path):
    return flat(json.loads(source.read(path), object_pairs_hook=no_repeats(path)))


def holes(text):
    return sorted(re.findall(r"\{\{?\w+\}?\}", text if isinstance(text, str) else json.dumps(text)))


def compare(vi_path, en_path):
    vi, en = words(vi_path), words(en_path)
    findings.extend(f"{en_path}: lacks {key}" for key in vi if key not in en)
    findings.extend(f"{vi_path}: lacks {key}" for key in en if key not in vi)
    for key in vi:
        if not vi[key] or not en.get(key, "-"):
            findings.append(f"{key}: empty")
        elif holes(vi[key]) != holes(en.get(key, vi[key])):
            findings.append(f"{key}: other placeholders in {vi_path} than in {en_path}")


def compare_rows(path):
    """MESSAGE(CODE, "tiếng Việt", "English"): the same placeholders in both."""
    for row in re.findall(r"^MESSAGE\((.*)\)\s*$", source.read(path), re.M):
        texts = re.findall(r'"((?:\\.|[^"\\])*)"', row)
        if len(texts) != 2 or not all(texts) or holes(texts[0]) != holes(texts[1]):
            findings.append(f"{path}: {row.split(',')[0]}: two texts with the same placeholders are needed")


pairs = 0
for path in source.files("assets/text", ends=".json"):
    if "vi" in re.split(r"[/.]", path):
        other = re.sub(r"(?<=[/.])vi(?=[/.])", "en", path)
        pairs += 1
        if os.path.exists(os.path.join(source.ROOT, other)):
            compare(path, other)
        else:
            findings.append(f"{path}: there is no {other}")


# ---- left in the other language

# Words that are the same in both languages.
OWN_NAME = {"other_language"}  # a language is called by its own name
SAME = {"API", "Facebook", "TikTok", "X", "YouTube", "Zalo", "Atom", "OpenAPI", "RSS", "JSON Feed", "Sitemap", "E-mail", "Menu"}
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u0300-\u0309\u0323\u1ea0-\u1ef9]")


def check_translated(vi_path, en_path):
    vi, en = words(vi_path), words(en_path)
    for key in vi.keys() & en.keys():
        if vi[key] == en[key] and vi[key] not in SAME:
            findings.append(f"{en_path}: {key} is not translated: {vi[key]}")
        elif key not in OWN_NAME and VIETNAMESE.search(en[key]):
            findings.append(f"{en_path}: {key} has Vietnamese letters: {en[key]}")


# ---- said and there

def said_in_templates():
    texts = [source.read(path) for path in source.files("assets/pages", "assets/part", "assets/staff")]
    return {name for text in texts for name in re.findall(r"\{\{[#^]?\s*t\.([\w.]+)", text)}


def said_in_code(keys):
    """The keys that stand as a string in the C code, or are put together there: error_404_heading, machine_crawler."""
    literals = set()
    for path in source.files("daemon", ends=".c"):
        literals.update(content for _, content in source.strings(source.read(path)))
    rows = re.findall(r'^ERR\(\w+, (\d+), "([a-z0-9-]+)"', source.read("include/base/err.def"), re.M)
    made = {f"error_{name}_{part}" for row in rows for name in row for part in ("heading", "explanation", "advice")}
    # page_count(…, "count_articles", …) says count_articles_one or count_articles_other.
    made |= {f"{name}_{form}" for name in literals for form in ("one", "other") if f"{name}_other" in keys}
    made |= {f"machine_{literal}" for literal in literals}
    # Of the staff: "desk.title" whole, or its part and word apart (a form's fields, the menu, roles, notices).
    made |= {key for key in keys if key.startswith("staff.") and (key[6:] in literals or said_apart(key[6:], literals))}
    return {key for key in keys if key in literals or key in made}


def said_apart(key, literals):
    part, word = key.split(".", 1)
    word = word.removesuffix("_hint")
    # Choices of a field stand in one text, and members of members have a stroke between them.
    pieces = literals | {piece.replace("/", "_").rsplit(".", 1)[-1] for literal in literals for piece in literal.split(",")} | icons
    # An action of the audit, "article.publish", is the word article_publish.
    if (word.replace("_", ".", 1) in literals or word in {re.sub("[.-]", "_", literal) for literal in literals} or composed(word, pieces)) and (part in literals or f"{part}.%s" in literals):
        return True
    # "run.%s_%s", "health.whole_%s": what stands in the places are names of the API's.
    made = [literal for literal in literals if literal.startswith(f"{part}.") and "%s" in literal[len(part) + 1:] and literal != f"{part}.%s"]
    found = (re.fullmatch(re.escape(literal).replace("%s", "(\\w+?)"), key) for literal in made)
    return any(match and all(name in literals for name in match.groups()) for match in found)


icons = {os.path.basename(path).removesuffix(".svg") for path in source.files("assets/icon", ends=".svg")}


def composed(word, pieces):
    """LIST_NAME, LIST_kind_CHOICE, NAME_lead: made of words that the code has."""
    ends = [at for at, letter in enumerate(word) if letter == "_"]
    return word in pieces or any(word[:at] in pieces and composed(word[at + 1:], pieces) for at in ends)


def check_said(path):
    there, asked = set(words(path)), said_in_templates()
    findings.extend(f"{path}: lacks {key}, which a template says" for key in sorted(asked - there))
    findings.extend(f"{path}: nobody says {key}" for key in sorted(there - asked - said_in_code(there)))


# ---- words in the templates themselves

# A page in both languages at once: what the API says of its problems.
OWN_WORDS = {"assets/pages/problem.html"}
SPOKEN = re.compile(r'\b(?:alt|aria-label|placeholder|title|summary|label)="([^"]*)"')


def check_template(path):
    text = re.sub(r"\{\{\{?.*?\}\}\}?", lambda match: re.sub(r"[^\n]", " ", match.group(0)), source.read(path), flags=re.S)
    spoken = [(match.start(1), match.group(1)) for match in SPOKEN.finditer(text)]
    spoken += [(match.start(1), match.group(1)) for match in re.finditer(r">([^<>]+)<", text)]
    for start, words_there in spoken:
        for word in re.findall(r"[^\W\d_]{2,}", words_there):
            findings.append(f"{path}:{text.count(chr(10), 0, start) + 1}: a word of its own: {word}")


compare_rows("include/http/message.def")
check_translated("assets/text/vi.json", "assets/text/en.json")
check_said("assets/text/vi.json")
for path in source.files("assets/pages", "assets/part", "assets/staff", ends=".html"):
    if path not in OWN_WORDS:
        check_template(path)
source.finish(findings, f"{pairs} pairs of files")
