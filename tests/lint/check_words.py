"""The words of both languages: the same keys in the same order, the same placeholders, nothing empty."""
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
compare_rows("include/http/message.def")
source.finish(findings, f"{pairs} pairs of files")
