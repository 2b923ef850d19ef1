# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
"""All adaptive policies, and all cascades, of tiny tables: what l2d-route --rule adaptive must find, from l2d-route(1) alone.

A policy is a tree: whom to ask, then by what is seen (who gave the same answer, each one's confidence, whom the row may ask) whom to ask next or whose answer to give.  The tree's (cost, gain) are sums over the rows, so those of all trees are
sums over what is seen of those below.  With smoothing a policy is no optimum but follows from values; these are computed here
by the formula of the page.
"""
import csv, itertools, random, subprocess, sys
from fractions import Fraction as F

AGENTS = 'abc'


def table(rng, n, unavailable):
    """Rows: weight, label, and of each agent answer, confidence (two values), cost, whether available."""
    rows, labels = [], [rng.choice('xyz') for i in range(n)]
    for i in range(n):
        row = {'id': i, 'y': labels[i], 'w': F(rng.randint(1, 9))}
        for k, a in enumerate(AGENTS):
            right = rng.random() < .4 + .2 * k
            row['e_' + a] = row['y'] if right else rng.choice(labels)
            row['conf_' + a] = F(rng.choice((4, 8)), 10)
            row['cost_' + a] = F(rng.choice((1, 2)) * (1 + k))
            row['avail_' + a] = int(k == 1 or rng.random() >= unavailable)
        rows.append(row)
    return rows


def allowed(row, agents):
    return all(row['avail_' + a] for a in agents)


def blocks(row, asked):
    """Who gave the same answer, as a canonical labelling."""
    seen = {}
    return tuple(seen.setdefault(row['e_' + a], len(seen)) for a in asked)


def state(row, asked, level):
    may = tuple(a for a in AGENTS if row['avail_' + a])
    info = ()
    if level <= 2:
        info = blocks(row, asked)
    if level == 0:
        info += tuple(row['conf_' + a] for a in asked)
    if level == 1 and asked:
        best = max((info.count(info[k]), row['conf_' + a]) for k, a in enumerate(asked))
        info += (best[1],)
    return level, asked, may, info


def split(rows, key):
    parts = {}
    for row in rows:
        parts.setdefault(key(row), []).append(row)
    return list(parts.values())


def gain(row, a):
    return F(row['e_' + a] == row['y'])


def hull(points):
    """The upper hull of (cost, gain), from the cheapest point to the first of the largest gain."""
    out = []
    for p in sorted(set(points), key=lambda p: (p[0], -p[1])):
        if out and p[1] <= out[-1][1]:
            continue
        while len(out) > 1 and (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0]) <= (p[1] - out[-2][1]) * (out[-1][0] - out[-2][0]):
            out.pop()
        out.append(p)
    return out


def policies(rows, asked):
    """The corners of the hull of (cost, gain) of all policies from a state on: those of sums are sums of corners."""
    points = [(F(0), sum(r['w'] * gain(r, a) for r in rows)) for a in asked]
    for a in state(rows[0], asked, 3)[2]:
        if a in asked:
            continue
        after = tuple(sorted(asked + (a,)))
        sums = [(sum(r['w'] * r['cost_' + a] for r in rows), F(0))]
        for part in split(rows, lambda r: state(r, after, 0)):
            below = policies(part, after)
            sums = hull((x[0] + y[0], x[1] + y[1]) for x in sums for y in below)
        points += sums
    return hull(points)


def all_policies(rows):
    points = [(F(0), F(0))]
    for part in split(rows, lambda r: state(r, (), 0)):
        below = policies(part, ())
        points = hull((x[0] + y[0], x[1] + y[1]) for x in points for y in below)
    return points


def cascades(rows):
    """(cost, gain) of every order of every subset with every threshold."""
    for m in range(1, len(AGENTS) + 1):
        for order in itertools.permutations(AGENTS, m):
            for tau in itertools.product((F(4, 10), F(8, 10), F(9)), repeat=m - 1):
                cost = right = F(0)
                whole = True
                for r in rows:
                    last = None
                    for k, a in enumerate(order):
                        if not r['avail_' + a]:
                            continue
                        cost += r['w'] * r['cost_' + a]
                        last = a
                        if k + 1 < m and r['conf_' + a] >= tau[k]:
                            break
                    whole = whole and last is not None
                    right += r['w'] * gain(r, last) if last else 0
                if whole:
                    yield cost, right


def smoothed(rows, price, share):
    """(cost, gain) of the policy that follows from smoothed values."""
    all_weight = sum(r['w'] for r in rows)
    value, action = {}, {}
    for m in range(len(AGENTS), -1, -1):
        for asked in itertools.combinations(AGENTS, m):
            sums = {}
            for r in rows:
                if not allowed(r, asked):
                    continue
                w = r['w'] / all_weight
                worth = {a: gain(r, a) for a in asked}
                for a in state(r, asked, 3)[2]:
                    if a not in asked:
                        after = tuple(sorted(asked + (a,)))
                        worth[a] = value[state(r, after, 0)] - price * r['cost_' + a]
                for level in range(4):
                    s = sums.setdefault(state(r, asked, level), [F(0), {a: F(0) for a in worth}, None])
                    s[0] += w
                    s[2] = r
                    for a in worth:
                        s[1][a] += w * worth[a]
            q = {}
            for level in (3, 2, 1, 0):
                for name, (w, total, r) in sums.items():
                    if name[0] != level:
                        continue
                    above = q.get(state(r, asked, level + 1))
                    q[name] = {a: (total[a] + (share * above[a] if above else 0)) / (w + (share if above else 0)) for a in total}
                    best = max(q[name].values())
                    value[name] = best
                    action[name] = min((a for a in total if q[name][a] == best), key=lambda a: (a not in asked, a))
    cost = right = F(0)
    for r in rows:
        asked = ()
        while True:
            a = action[state(r, asked, 0)]
            if a in asked:
                break
            asked = tuple(sorted(asked + (a,)))
            cost += r['w'] * r['cost_' + a]
        right += r['w'] * gain(r, a)
    return cost, right


def at_budget(points, budget):
    """The largest gain of mixtures of the corners with a mean cost of at most the budget, and of the corner within it."""
    inside = [p for p in points if p[0] <= budget]
    beyond = [p for p in points if p[0] > budget]
    if not inside:
        return None, None
    a = inside[-1]
    if not beyond:
        return a[1], a[1]
    b = beyond[0]
    return a[1] + (b[1] - a[1]) * (budget - a[0]) / (b[0] - a[0]), a[1]


def ask(rows, options):
    names = ['id', 'y', 'w'] + [role + a for a in AGENTS for role in ('e_', 'conf_', 'cost_', 'avail_')]
    with open('in', 'w', newline='') as out:
        table = csv.writer(out)
        table.writerow(names)
        table.writerows([float(r[n]) if isinstance(r[n], F) else r[n] for n in names] for r in rows)
    run = subprocess.run(['l2d-route', '--rule', 'adaptive', '--report', 'rep', *options, 'in'], capture_output=True, text=True)
    if run.returncode == 5:
        return None
    if run.returncode:
        sys.exit(run.stderr)
    with open('rep', newline='') as report:
        found = {r['parameter']: r['value'] for r in csv.DictReader(report)}
    return float(found['cost']), float(found['gain'])


def check(what, got, want):
    if abs(got - float(want)) > 1e-9:
        sys.exit(f'{what}: {got}, not {float(want)}')


def main(seeds):
    compared = 0
    for seed in seeds:
        rng = random.Random(seed)
        rows = table(rng, rng.randint(3, 9), .3 if seed % 2 else 0)
        weight = sum(r['w'] for r in rows)
        corners = [(c / weight, g / weight) for c, g in all_policies(rows)]
        rivals = [(c / weight, g / weight) for c, g in cascades(rows)]
        for price in (F(0), F(1, 37), F(2, 17), F(1)):
            cost, right = ask(rows, ['--lambda', repr(float(price)), '--smoothing', '0'])
            check(f'seed {seed}, lambda {price}', right - float(price) * cost, max(g - price * c for c, g in corners))
            share = F(1, 10)
            cost, right = ask(rows, ['--lambda', repr(float(price)), '--smoothing', '.1'])
            mine = smoothed(rows, price, share)
            mine = mine[1] / weight - price * mine[0] / weight
            check(f'seed {seed}, lambda {price}, smoothed', right - float(price) * cost,
                  max(mine, max(g - price * c for c, g in rivals)))
            compared += 2
        for budget in (F(1, 2), F(3, 2), F(5, 2), F(4), F(9)):
            mixed, corner = at_budget(corners, budget)
            for coin in (True, False):
                got = ask(rows, ['--budget', repr(float(budget)), '--smoothing', '0'] + ['--exact'] * coin)
                if mixed is None or got is None:
                    assert mixed is None and got is None, (seed, budget)
                    continue
                assert got[0] <= float(budget) + 1e-9
                best = max((g for c, g in rivals if c <= budget), default=F(0))
                check(f'seed {seed}, budget {budget}, coin {coin}', got[1], mixed if coin else max(corner, best))
                compared += 1
    print(compared)


main(range(int(sys.argv[1]), int(sys.argv[2])))
