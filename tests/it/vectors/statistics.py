"""Worked cases for src/survey/statistics.rs, computed with scipy and statsmodels.

    python3 -m venv /tmp/statistics-venv
    /tmp/statistics-venv/bin/pip install scipy statsmodels
    /tmp/statistics-venv/bin/python -P statistics.py > statistics.json

(-P, because this file has the name of a standard module.) Prints JSON, one case
a line; null where there is no result.
"""

import json

from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

G = 10**9

TALLIES = [
    [],
    [[5, 0]],
    [[1, 0], [2, 0], [3, 0]],
    [[4, 1]],
    [[1, 0], [4, 1], [5, 0]],
    [[1, 1], [5, 1]],
    [[3, 250]],
    [[0.1, 3], [0.1, 4]],
    [[1, 3], [2, 5], [3, 11], [4, 20], [5, 9]],
    [[5, 9], [3, 11], [1, 3], [4, 20], [2, 5]],
    [[-2, 7], [-1, 1], [0, 4], [1, 1], [2, 7]],
    [[0.5, 12], [2.25, 3], [-7.75, 1]],
    [[1, G], [2, 2 * G], [3, 3 * G], [4, 2 * G], [5, G]],
    [[0, G], [10, 1]],
    [[1e9 + 1, 4], [1e9 + 2, 5], [1e9 + 4, 6]],
    [[1e12, 1], [1e12 + 1, G]],
]

SHARES = [
    (0, 0), (0, 1), (1, 1), (0, 10), (10, 10), (1, 10), (5, 10), (9, 10), (1, 2), (81, 263),
    (15, 148), (1, 29), (333, 1000), (0, G), (1, G), (G // 2, G), (G - 1, G), (G, G), (123456789, 4 * G),
]

PAIRS = [
    (0, 0, 0, 0), (0, 0, 3, 10), (3, 10, 0, 0), (0, 1, 0, 1), (1, 1, 1, 1), (1, 1, 0, 1), (0, 1, 1, 1),
    (0, 20, 0, 30), (20, 20, 30, 30), (20, 20, 0, 30), (0, 20, 30, 30), (5, 10, 10, 20),
    # The worked examples (a) to (h) of Newcombe 1998, table II.
    (56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29),
    (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20), (10, 10, 0, 10),
    (1, 3, 1, 1000), (480, 1000, 520, 1000), (1, G, 1, G), (0, G, 30, G), (G // 2, G, G // 2 + 70000, G),
    (G // 2, G, G // 2 + 1, G), (G // 2, G, 0, 7), (999 * G, 2000 * G, 1000 * G, 2000 * G), (900, 1000, 100, 1000),
]

P_VALUES = [
    [], [0.03], [0], [1], [0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.02], [0.04, 0.01, 0.04, 0.01],
    [1, 1, 0.5], [0, 0.2, 1], [0.6, 0.5, 0.4, 0.3], [1e-300, 1e-12, 0.05, 1e-12], [(37 * k % 101) ** 2 / 10**6 for k in range(1, 101)],
]

SCORES = [
    [0] * 11, [0] * 10 + [1], [1] + [0] * 10, [0] * 7 + [1] + [0] * 3, [0] * 9 + [40, 60], [7] * 7 + [0] * 4,
    [0] * 7 + [12, 13, 0, 0], [1] * 11, [0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], [3, 0, 1, 2, 4, 9, 11, 25, 38, 30, 27],
    [0] * 10 + [2], [G] * 11, [0] * 8 + [1, 0, G], [1] + [0] * 9 + [G], [G] + [0] * 9 + [G + 1],
]


def tally(counts):
    values, weights = zip(*counts)
    return DescrStatsW(values, weights=weights, ddof=1)


def total(counts):
    return sum(count for _, count in counts)


def mean(counts):
    return {"counts": counts, "expected": float(tally(counts).mean) if total(counts) else None}


def standard_deviation(counts):
    return {"counts": counts, "expected": float(tally(counts).std) if total(counts) > 1 else None}


def wilson(hits, n):
    case = {"hits": hits, "n": n}
    if n == 0:
        return case | {"expected": None}
    interval = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    return case | {"low": float(interval.low), "high": float(interval.high)}


def newcombe(hits1, n1, hits2, n2):
    case = {"hits1": hits1, "n1": n1, "hits2": hits2, "n2": n2}
    if n1 == 0 or n2 == 0:
        return case | {"expected": None}
    low, high = confint_proportions_2indep(hits1, n1, hits2, n2, method="newcomb", compare="diff")
    return case | {"share": hits1 / n1 - hits2 / n2, "low": float(low), "high": float(high)}


def two_proportions(hits1, n1, hits2, n2):
    case = {"hits1": hits1, "n1": n1, "hits2": hits2, "n2": n2}
    if n1 == 0 or n2 == 0 or hits1 + hits2 in (0, n1 + n2):
        return case | {"expected": None}
    z, p = proportions_ztest([hits1, hits2], [n1, n2])
    return case | {"z": float(z), "p": float(p)}


def holm(p):
    return {"p": p, "expected": multipletests(p, method="holm")[1].tolist() if p else []}


def net_promoter(counts):
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    n = detractors + passives + promoters
    if n == 0:
        return {"counts": counts, "expected": None}
    points = DescrStatsW([-100, 0, 100], weights=[detractors, passives, promoters], ddof=0)
    groups = {"promoters": promoters, "passives": passives, "detractors": detractors}
    margin = 1.959963984540054 * float(points.std) / n**0.5
    return {"counts": counts} | groups | {"score": float(points.mean), "margin": margin}


sections = {
    "mean": [mean(counts) for counts in TALLIES],
    "standard_deviation": [standard_deviation(counts) for counts in TALLIES],
    "wilson": [wilson(*share) for share in SHARES],
    "newcombe": [newcombe(*pair) for pair in PAIRS],
    "two_proportions": [two_proportions(*pair) for pair in PAIRS],
    "holm": [holm(p) for p in P_VALUES],
    "net_promoter": [net_promoter(counts) for counts in SCORES],
}
lines = (
    f'"{name}": [\n  ' + ",\n  ".join(json.dumps(case, allow_nan=False) for case in cases) + "\n]"
    for name, cases in sections.items()
)
print("{\n" + ",\n".join(lines) + "\n}")
