# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
"""Tables whose weights are of hugely different size, and what l2d-curve and l2d-score write of them, in rational numbers.

curve_oracle.py table SEED       a table with y, p_0, p_1, e_1, cost_1, score, w, agent
curve_oracle.py curve < TABLE    the curve, as l2d-curve writes it
curve_oracle.py score < TABLE    auroc_midrank, ap_block, and the areas over ends of tie blocks
curve_oracle.py near A B         whether two tables agree: numbers to 1e-13 of themselves
"""
import csv
import random
import sys
from fractions import Fraction


def table(seed):
    r = random.Random(seed)
    print("id,y,p_0,p_1,e_1,cost_1,score,w,agent")
    for i in range(r.randint(1, 40)):
        p = r.choice([0.1, 0.25, 0.3, 0.6, 0.7, 0.9])
        w = r.choice([1e150, 1e140, 3.7e90, 1.1e60, 1e30, 3, 0.7, 1e-30, 1e-100, 1.3e-140]) * r.randint(1, 9)
        print(i, r.randint(0, 1), p, round(1 - p, 2), r.choice(["0", "1", ""]), r.choice([0, 0.1, 2.5, -3]),
              r.randint(0, 12) / 8, w, "model", sep=",")


def rows():
    for row in csv.DictReader(sys.stdin):
        right = Fraction(row["y"] == ("1" if float(row["p_1"]) > float(row["p_0"]) else "0"))
        yield {"score": Fraction(row["score"]), "w": Fraction(float(row["w"])), "right": right,
               "answered": row["e_1"] != "", "helped": Fraction(row["e_1"] == row["y"]),
               "cost": Fraction(float(row["cost_1"]))}


def ratio(a, b):
    return repr(float(a / b)) if b else ""


def total(of, value=lambda r: 1):
    return sum((r["w"] * value(r) for r in of), Fraction(0))


def curve(of):
    print("coverage,n_model,system_accuracy,model_accuracy,expert_accuracy,cost,risk")
    scores = sorted({r["score"] for r in of}, reverse=True)
    for threshold in scores + [scores[-1] - 1]:
        kept = [r for r in of if r["score"] <= threshold]
        gone = [r for r in of if r["score"] > threshold]
        asked = [r for r in gone if r["answered"]]
        right, helped = total(kept, lambda r: r["right"]), total(asked, lambda r: r["helped"])
        print(ratio(total(kept), total(of)), len(kept), ratio(right + helped, total(kept) + total(asked)),
              ratio(right, total(kept)), ratio(helped, total(asked)), ratio(total(gone, lambda r: r["cost"]), total(of)),
              ratio(total(kept) - right, total(kept)), sep=",")


def score(of):
    right = [r for r in of if r["right"]]
    wrong = [r for r in of if not r["right"]]
    pairs = sum(r["w"] * q["w"] * (Fraction(r["score"] < q["score"]) + Fraction(r["score"] == q["score"]) / 2)
                for r in right for q in wrong)
    precision = Fraction(0)
    area = [Fraction(0)] * 2
    before = None
    for threshold in sorted({r["score"] for r in of}):
        kept = [r for r in of if r["score"] <= threshold]
        block = total([r for r in of if r["score"] == threshold])
        share = total(kept, lambda r: r["right"]) / total(kept)
        precision += share * total([r for r in right if r["score"] == threshold])
        missed = total(kept, lambda r: 1 - r["right"]) / total(of)
        before = before or [1 - share, 0]
        area = [a + block * (b + v) / 2 for a, b, v in zip(area, before, (1 - share, missed))]
        before = [1 - share, missed]
    print("auroc_midrank,ap_block,aurc_trapezoid,augrc_trapezoid")
    print(ratio(pairs, total(right) * total(wrong)), ratio(precision, total(right)),
          ratio(area[0], total(of)), ratio(area[1], total(of)), sep=",")


def near(a, b):
    a, b = (list(csv.reader(open(name))) for name in (a, b))
    if len(a) != len(b) or a[0] != b[0]:
        sys.exit("tables of another form")
    for x, y in zip(a[1:], b[1:]):
        for name, u, v in zip(a[0], x, y):
            if u != v and (not u or not v or not abs(float(u) - float(v)) <= 1e-13 * abs(float(v))):
                sys.exit(f"{name}: {u} and not {v}")


if sys.argv[1] == "table":
    table(int(sys.argv[2]))
elif sys.argv[1] == "near":
    near(*sys.argv[2:])
else:
    {"curve": curve, "score": score}[sys.argv[1]](list(rows()))
