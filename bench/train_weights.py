#!/usr/bin/env python3
"""Learns what each sign of a good answer is worth, from questions whose answers are known.

usage: congd search evaluate --articles FILE --queries FILE --signs SIGNS && bench/train_weights.py SIGNS

SIGNS is a table with tabs: question, wanted (1 or 0), then the signs, a line for each text that was compared. The worths
are those under which the wanted text is most likely the first of its question (a softmax over its texts), none below 0,
by steps along the slope. Four parts of five learn, the fifth is asked, five times over; only that is a measure. At the
end all learn together, and the rows of include/store/search_sign.def are printed, their sum that of the former ones.

It needs nothing but Python and must not know what the signs mean.
"""
import math
import os
import random
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROWS = os.path.join(ROOT, "include/store/search_sign.def")
ROW = re.compile(r'^SIGN\((\w+),\s+"(\w+)",\s+([0-9.]+)\)', re.M)
PARTS = 5
STEPS, STEP = 400, 0.5
# Keeps worths small where there are few questions: a part of the sum of their squares.
HOLD = 0.002
SEED = 20261130


def read(path):
    """The names of the signs, and for each question its texts as (wanted, signs)."""
    with open(path, encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split("\t")[2:]
        questions = {}
        for line in file:
            number, wanted, *signs = line.split("\t")
            questions.setdefault(number, []).append((wanted == "1", [float(sign) for sign in signs]))
    return names, list(questions.values())


def value(worths, signs):
    return sum(worth * sign for worth, sign in zip(worths, signs))


def slope(worths, questions):
    """Of the likelihood of the wanted texts, by each worth; a question without its wanted text teaches nothing."""
    by_worth = [0.0] * len(worths)
    for texts in questions:
        values = [value(worths, signs) for _, signs in texts]
        most = max(values)
        shares = [math.exp(each - most) for each in values]
        whole = sum(shares)
        for (wanted, signs), share in zip(texts, shares):
            part = wanted - share / whole
            for i, sign in enumerate(signs):
                by_worth[i] += part * sign
    return [each / len(questions) - HOLD * worth for each, worth in zip(by_worth, worths)]


def learn(questions, count):
    """Worths of any size; their proportion is what counts."""
    questions = [texts for texts in questions if any(wanted for wanted, _ in texts)]
    worths, squares = [1.0] * count, [1e-8] * count
    for _ in range(STEPS):
        for i, each in enumerate(slope(worths, questions)):
            squares[i] += each * each
            worths[i] = max(0.0, worths[i] + STEP * each / math.sqrt(squares[i]))
    return worths


def asked(worths, questions):
    """Reciprocal rank and whether it is among ten, on average; of equals the wanted one is the last."""
    reciprocal = among = 0.0
    for texts in questions:
        values = [value(worths, signs) for _, signs in texts]
        best = [each for (wanted, _), each in zip(texts, values) if wanted]
        if not best:
            continue
        rank = sum(each >= best[0] for each in values)
        reciprocal += 1 / rank
        among += rank <= 10
    return reciprocal / len(questions), among / len(questions)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    names, questions = read(sys.argv[1])
    if len(questions) < PARTS:
        sys.exit(f"{sys.argv[1]}: {len(questions)} questions in whole sentences, at least {PARTS} are needed")
    with open(ROWS, encoding="utf-8") as file:
        rows = {column: (name, float(worth)) for name, column, worth in ROW.findall(file.read())}
    if list(rows) != names:
        sys.exit(f"the table has the signs {names}, the program {list(rows)}")
    former = [rows[name][1] for name in names]
    random.Random(SEED).shuffle(questions)
    parts = [questions[i::PARTS] for i in range(PARTS)]
    held = []
    for i, part in enumerate(parts):
        worths = learn([texts for k, other in enumerate(parts) if k != i for texts in other], len(names))
        held.append((asked(worths, part), len(part)))
    print(f"{len(questions)} questions, {sum(map(len, questions))} texts   reciprocal rank, among ten")
    print("as they are now                      {:.3f}  {:.3f}".format(*asked(former, questions)))
    mean = [sum(result[i] * size for result, size in held) / len(questions) for i in (0, 1)]
    print("learnt by four parts, asked the fifth {:.3f}  {:.3f}".format(*mean))
    worths = learn(questions, len(names))
    scale = sum(former) / sum(worths)
    for name, worth in zip(names, worths):
        print(f'SIGN({rows[name][0]}, "{name}", {worth * scale:.2f})')


main()
