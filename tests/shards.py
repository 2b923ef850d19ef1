# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
"""Random tables, also odd ones, against Python's csv: the shares of each are its rows, each once, in order.

python3 shards.py SEED TABLES: prints the first table of which that is not so."""
import csv
import io
import os
import random
import subprocess
import sys


def cell():
    if random.random() < 0.4:
        return str(random.randint(0, 99))
    return "".join(random.choice('ab,"\n\r \xe9') for _ in range(random.randint(0, 6))).replace("\r", "\r\n")


def quoted(text):
    if any(c in text for c in ',"\n\r') or random.random() < 0.2:
        return '"' + text.replace('"', '""') + '"'
    return text


def table():
    columns = random.choice([1, 1, 2, 3])
    end = random.choice(["\n", "\r\n"])
    rows = [[cell() or "x" for _ in range(columns)] for _ in range(random.choice([0, 1, 2, 5, 20]))]
    header = ",".join(["id", "b", "c"][:columns])
    text = end.join([header] + [",".join(map(quoted, row)) for row in rows])
    text += end if random.random() < 0.7 else ""
    return rows, ("\ufeff" if random.random() < 0.3 else "") + text


def read(share):
    command = ["l2d-split", "--fold", "1/1", "--shard", share, "-j", random.choice("13"), "in.csv"]
    chunk = {"L2D_TEST_CHUNK": str(random.choice([1, 2, 5, 4096]))}
    return subprocess.run(command, capture_output=True, env=dict(os.environ, **chunk), check=True).stdout.decode()


def main():
    random.seed(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        rows, text = table()
        with open("in.csv", "wb") as file:
            file.write(text.encode())
        n = random.choice([1, 2, 3, 7, 40])
        got = []
        for k in range(1, n + 1):
            got += list(csv.reader(io.StringIO(read("%d/%d" % (k, n)), newline="")))[1:]
        if got != rows:
            sys.exit("%r in %d shares: %r" % (text, n, got))


main()
