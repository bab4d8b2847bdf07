"""Worked cases for src/survey/statistics, computed with scipy, statsmodels, pingouin and networkx.

    python3 -m venv /tmp/statistics-venv
    /tmp/statistics-venv/bin/pip install scipy statsmodels pingouin networkx
    /tmp/statistics-venv/bin/python -P statistics.py > statistics.json

(-P, because this file has the name of a standard module.) Prints JSON, one case
a line; null where there is no result.
"""

import json
import math
import string
from fractions import Fraction

import networkx
import numpy
import pandas
import pingouin
from scipy.stats import binomtest, chi2, chi2_contingency, spearmanr
from scipy.stats.contingency import association
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep, proportion_confint, proportions_ztest, samplesize_confint_proportion,
    samplesize_proportions_2indep_onetail, std_prop,
)
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

TABLES = [
    [], [[]], [[0, 0], [0, 0]], [[1]], [[5, 7]], [[5], [7]], [[3, 0], [4, 0]], [[1, 0], [0, 0]],
    [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[10, 10], [10, 10]], [[30, 10], [10, 30]], [[0, 8], [5, 0]],
    [[12, 5, 7], [3, 9, 22]], [[2, 1, 0], [1, 3, 1], [0, 2, 4]], [[5, 0, 3], [0, 0, 0], [2, 0, 9]],
    [[20, 11, 5, 2, 1], [9, 22, 14, 6, 3], [4, 13, 41, 30, 12], [1, 5, 28, 77, 60], [0, 2, 11, 58, 140]],
    [[3, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8]], [[7, 1], [1, 7], [7, 1]], [[40, 40], [41, 40]],
    [[G, 0], [0, G]], [[G, G], [G, G]], [[G, G], [G, G + 30000]], [[2 * G, G, 3], [G, 5 * G, 9]],
    [[(17 * i + 31 * j + i * j) % 23 for j in range(12)] for i in range(30)],
]

SERIES = [
    ([], []), ([None] * 9, []), ([[8, 10]] * 4, []), ([[8, 10]] * 8, []), ([[0, 10]] * 9, []), ([[10, 10]] * 9, [3]),
    ([[0, 1], [1, 1]] * 4, []), ([[80 + k, 100] for k in range(12)], []), ([[k, 10 * k + 5] for k in range(10)], []),
    ([[5, 9], None] * 8, []), ([[4, 10], [0, 0], [5, 10], [40, 77], [3, 12], [9, 11], [8, 20], [5, 9], [30, 50]], []),
    ([[G // 2 + k, G] for k in range(12)], []),
    # Montgomery's cans of orange juice, table 7.1, 50 each: the first eight set the limits.
    ([[found, 50] for found in [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12]], []),
    # It shifts, and the run of eight that shows it is the next baseline.
    ([[160 + k % 3, 200] for k in range(8)] + [[150 - k % 4, 200] for k in range(14)], []),
    ([[160 + k % 3, 200] for k in range(8)] + [[180 - k % 4, 200] for k in range(14)], [8]),
    ([[160 + k % 3, 200] for k in range(8)] + [None] + [[140, 200], [170, 200], [140, 200]] * 3, [2, 17]),
    ([[80, 100], [79, 100], [81, 100], [80, 100], [70, 100], [71, 100], [72, 100], [73, 100], [74, 100], [75, 100]], []),
]

# Whether it is of the headline, and two shares: what an office may find in one comparison.
FAMILIES = [
    [], [[True, 40, 74, 37, 40]], [[True, 29, 29, 3, 30], [True, 100, 229, 154, 215]],
    # Beside others that are too small to conclude anything, and the headline by itself.
    [[True, 100, 229, 154, 215], [False, 90, 229, 120, 215], [False, 28, 29, 3, 215], [False, 130, 229, 150, 215], [True, 240, 300, 228, 300]],
    # A department of 200 that falls by ten points, beside ten that do not; then the same with eleven further questions.
    [[True, 140, 200, 160, 200]] + [[True, 160 + k % 3, 200, 160 - k % 2, 200] for k in range(10)],
    [[k == 0, 140 + 2 * k % 17, 200, 160 - k % 5, 200] for k in range(132)],
]

ANSWERS = [
    [[1, 2], [2, 3], [3, 5], [4, 4]], [[1, 1], [2, 2], [5, 5]], [[1, 5], [2, 3], [3, 4], [5, 1]], [[3, 3, 3], [3, 3, 3]],
    [[4, 5, 3], [2, 2, 1], [5, 5, 4], [3, 4, 4], [1, 2, 2], [5, 4, 5], [4, 4, 3]],
    [[(7 * i + 3 * j + i * j) % 5 + 1 for j in range(6)] for i in range(60)],
    [[min(5, max(1, i % 5 + 1 + (i * j + j) % 3 - 1)) for j in range(8)] for i in range(500)],
]

PLANS = [
    (0.05, 0.5, None), (0.1, 0.5, None), (0.05, 0.5, 1), (0.05, 0.5, 2), (0.05, 0.5, 100), (0.1, 0.5, 100), (0.05, 0.5, 4210),
    (0.1, 0.9, 4210), (0.05, 0.85, 25000), (0.01, 0.5, None), (0.05, 0.5, G), (0.001, 0.5, G), (0.05, 0.5, 0), (0, 0.5, 10),
    (1, 0.5, 10), (0.05, 0, 10), (0.05, 1, None), (0.05, 1.5, None), (0.9, 0.5, 10), (0.05, 0.001, 50),
]

MARGINS = [
    (0, 0.5, None), (0, 0.5, 0), (1, 0.5, None), (1, 0.5, 1), (1, 0.5, 2), (385, 0.5, None), (352, 0.5, 4210), (100, 0.9, 100),
    (101, 0.9, 100), (50, 0, 100), (50, 1, None), (50, 1.5, None), (G, 0.5, None), (G // 2, 0.25, G), (42, 0.85, 900),
]

CHANGES = [
    (0.05, 0.85, 686), (0.05, 0.85, 685), (-0.05, 0.85, 686), (-0.1, 0.8, 200), (-0.1, 0.8, 100), (-0.05, 0.8, 200), (0.1, 0.5, 400),
    (0.3, 0.2, 40), (-0.1, 0.8, 20), (0.05, 0.97, 500), (-0.9, 0.95, 12), (0.0, 0.5, 100), (0.05, 0.5, 0), (-0.001, 0.5, G),
]

STRATA = [
    [], [[0, 0, 0, 0]], [[3, 10, 0, 0]], [[3, 10, 2, 9]], [[0, 10, 0, 20]], [[10, 10, 20, 20]], [[10, 10, 0, 20]], [[0, 1, 1, 1]], [[1, 1, 0, 1], [0, 1, 0, 1]],
    [[80, 100, 60, 100], [10, 50, 5, 40]], [[80, 100, 8, 10], [5, 10, 50, 100]], [[9, 10, 4, 5], [0, 0, 7, 9], [30, 77, 41, 80]],
    [[1, 2, 1, 3], [0, 1, 2, 2], [2, 2, 0, 1], [1, 1, 1, 4]], [[400, 1000, 400, 1000], [900, 1000, 900, 1000]],
    [[G // 2, G, G // 2 + 70000, G], [G // 4, G, G // 4 + 7, 2 * G]],
]

PAIRWISE = [
    (0, []), (1, []), (2, []), (2, [[0, 1]]), (3, [[0, 2]]), (3, [[0, 1], [0, 2], [1, 2]]), (4, [[0, 3], [0, 2], [1, 3]]),
    (5, [[1, 3], [1, 4], [0, 4]]), (4, [[0, 1], [2, 3]]), (6, [[0, 1], [2, 3], [4, 5]]), (11, [[i, j] for i in range(11) for j in range(11) if j - i > 3]),
    (30, [[i, j] for i in range(30) for j in range(i + 1, 30)]), (9, [[i, j] for i in range(9) for j in range(i + 1, 9) if (i * 7 + j * 5) % 4 == 0]),
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


def families(pairs):
    """Each pair's p-value among those of the headline, or among all others, that have 30 answers on both sides."""
    expected = [None] * len(pairs)
    for headline in [True, False]:
        places = [place for place, (of, _, n1, _, n2) in enumerate(pairs) if of == headline and min(n1, n2) >= 30]
        p = [proportions_ztest([hits1, hits2], [n1, n2])[1] for _, hits1, n1, hits2, n2 in map(pairs.__getitem__, places)]
        for place, adjusted in zip(places, multipletests(p, method="holm")[1] if p else []):
            expected[place] = float(adjusted)
    return {"pairs": pairs, "expected": expected}


def net_promoter(counts):
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    n = detractors + passives + promoters
    if n == 0:
        return {"counts": counts, "expected": None}
    points = DescrStatsW([-100, 0, 100], weights=[detractors, passives, promoters], ddof=0)
    groups = {"promoters": promoters, "passives": passives, "detractors": detractors}
    margin = 1.959963984540054 * float(points.std) / n**0.5
    return {"counts": counts} | groups | {"score": float(points.mean), "margin": margin}


def benjamini_hochberg(p):
    return {"p": p, "expected": multipletests(p, method="fdr_bh")[1].tolist() if p else []}


def occurring(table):
    """The table without its empty rows and columns; None when less than two of either are left."""
    cells = numpy.array(table, dtype=float)
    if cells.size == 0:
        return None
    cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    return cells if min(cells.shape) > 1 else None


def chi_squared(table):
    cells = occurring(table)
    if cells is None:
        return {"table": table, "expected": None}
    test = chi2_contingency(cells, correction=False)
    # Nearly independent large tables lose their digits in scipy: the statistic is summed exactly.
    exact = [[Fraction(int(cell)) for cell in row] for row in cells]
    rows, columns, n = [sum(row) for row in exact], [sum(column) for column in zip(*exact)], sum(map(sum, exact))
    terms = [(exact[i][j] - rows[i] * columns[j] / n) ** 2 * n / rows[i] / columns[j] for i in range(len(rows)) for j in range(len(columns))]
    statistic = float(sum(terms))
    assert math.isclose(statistic, test.statistic, rel_tol=1e-6, abs_tol=1e-9)
    v = math.sqrt(statistic / float(n) / (min(cells.shape) - 1))
    assert math.isclose(v, association(cells.astype("int64"), method="cramer"), rel_tol=1e-6, abs_tol=1e-9)
    return {"table": table, "statistic": statistic, "degrees": int(test.dof), "p": float(chi2.sf(statistic, test.dof)), "cramers_v": v}


def spearman(table):
    if occurring(table) is None:
        return {"table": table, "expected": None}
    # One person for each unit that all counts are multiples of, or else as many as memory allows.
    cells = numpy.array(table, dtype="int64")
    cells //= numpy.gcd.reduce(cells[cells > 0])
    if cells.sum() > 10**7:
        return {"table": table, "expected": exact_spearman(table)}
    pairs = [(i, j) for i in range(cells.shape[0]) for j in range(cells.shape[1]) for _ in range(cells[i, j])]
    rho = float(spearmanr(*zip(*pairs)).statistic)
    assert math.isclose(rho, exact_spearman(table), abs_tol=1e-12)
    return {"table": table, "expected": rho}


def exact_spearman(table):
    """Pearson's correlation of the middle ranks, in fractions."""
    def ranks(totals):
        before = [sum(totals[:index]) for index in range(len(totals))]
        return [Fraction(2 * earlier + total + 1, 2) for earlier, total in zip(before, totals)]
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table)]
    n, mean = sum(rows), Fraction(sum(rows) + 1, 2)
    a, b = [rank - mean for rank in ranks(rows)], [rank - mean for rank in ranks(columns)]
    together = sum(cell * a[i] * b[j] for i, row in enumerate(table) for j, cell in enumerate(row))
    spread = sum(t * x * x for t, x in zip(rows, a)) * sum(t * x * x for t, x in zip(columns, b))
    return float(together) / math.sqrt(spread)


def p_chart(series, anew):
    """Limits and rules of each point, told from the whole series before it each time: no state is carried along."""
    def start_of_phase(place):
        starts = [0] + [shift for shift in anew if shift <= place]
        shifted = [end - 7 for end in range(place) if "run_of_eight" in told[end][1]]
        return max(starts + [start for start in shifted if start >= max(starts)])

    def begins_patterns(place):
        """The first place that a pattern which ends here may reach back to."""
        shifted = [end + 1 for end in range(place) if "run_of_eight" in told[end][1]]
        gaps = [gap + 1 for gap in range(place) if told[gap][0] is None]
        return max([0] + [shift for shift in anew if shift <= place] + shifted + gaps)

    def judge(place):
        point = series[place]
        start = start_of_phase(place)
        baseline = [before for before in series[start:place] if before and before[1]][:8]
        if not point or not point[1] or len(baseline) < 4:
            return None, []
        people = sum(n for _, n in baseline)
        center = sum(hits for hits, _ in baseline) / people
        # As if so many people had answered: the noise of the point and that of the centre together.
        sigma = float(std_prop(center, 1 / (1 / point[1] + 1 / people)))
        limits = [center, max(center - 3 * sigma, 0), min(center + 3 * sigma, 1)]
        share = point[0] / point[1]
        told.append((limits, []))
        reach = [(series[i][0] / series[i][1], told[i][0], i) for i in range(begins_patterns(place), place + 1)]
        told.pop()
        sides = [numpy.sign(share - limits[0]) for share, limits, _ in reach]
        far = []
        for share_there, limits_there, i in reach:
            center_there = limits_there[0]
            before = [b for b in series[start_of_phase(i):i] if b and b[1]][:8]
            spread = float(std_prop(center_there, 1 / (1 / series[i][1] + 1 / sum(n for _, n in before))))
            far.append(numpy.sign(share_there - center_there) if abs(share_there - center_there) > 2 * spread else 0)
        steps = [numpy.sign(after[0] - before[0]) for before, after in zip(reach, reach[1:])]
        rules = {
            "beyond_limit": share < limits[1] or share > limits[2],
            "run_of_eight": len(sides) >= 8 and abs(sum(sides[-8:])) == 8,
            "trend_of_six": len(steps) >= 5 and abs(sum(steps[-5:])) == 5,
            "two_of_three": far[-1] != 0 and far[-1] in far[-3:-1],
        }
        return limits, [name for name, broken in rules.items() if broken]

    told = []
    for place in range(len(series)):
        told.append(judge(place))
    return {"series": series, "anew": anew, "limits": [limits for limits, _ in told], "signals": [rules for _, rules in told]}


def alpha(answers):
    frame = pandas.DataFrame(answers, dtype=float)
    covariances, deviations = frame.cov(), frame.std()
    case = {"covariances": covariances.to_numpy().tolist()}
    if (deviations == 0).all():
        return case | {"expected": None}
    return case | {"raw": float(pingouin.cronbach_alpha(frame)[0])}


def reach(n, share, population):
    """Half the width of the normal interval, with the correction for a finite population."""
    correction = 1 if population is None else max(population - n, 0) / max(population - 1, 1)
    return 1.959963984540054 * math.sqrt(share * (1 - share) / n * correction)


def sample_size(half_width, share, population):
    case = {"half_width": half_width, "share": share, "population": population}
    if half_width <= 0 or not 0 <= share <= 1 or population == 0:
        return case | {"expected": None}
    if population is None:
        unlimited = samplesize_confint_proportion(share, half_width, method="normal")
        return case | {"expected": max(1, math.ceil(unlimited))}
    # The smallest number that reaches it, found by trying.
    low, high = 1, population
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reach(middle, share, population) <= half_width else (middle + 1, high)
    return case | {"expected": low}


def margin(n, share, population):
    case = {"n": n, "share": share, "population": population}
    if n == 0 or not 0 <= share <= 1 or population == 0:
        return case | {"expected": None}
    return case | {"expected": reach(n, share, population)}


def answers_to_see(change, share, n):
    """By the sizes that statsmodels asks of the earlier group for each ratio of the later one to it."""
    case = {"change": change, "share": share, "n": n}
    def shows(later):
        needed = samplesize_proportions_2indep_onetail(-change, share + change, 0.8, ratio=later / n, alpha=0.05, alternative="two-sided")
        return needed <= n

    if not change or not n or not 0 <= share + change <= 1 or not shows(2**32):
        return case | {"expected": None}
    low, high = 1, 2**32
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle + 1, high)
    return case | {"expected": low}


def mantel_haenszel(strata):
    """In fractions, from the published formulas, written as sums over persons' weights."""
    used = [tuple(map(Fraction, stratum)) for stratum in strata if stratum[1] and stratum[3]]
    weight = sum(n1 * n2 / (n1 + n2) for _, n1, _, n2 in used)
    if not used:
        return {"strata": strata, "expected": None}
    share = sum(n1 * n2 / (n1 + n2) * (x1 / n1 - x2 / n2) for x1, n1, x2, n2 in used) / weight
    p = sum((n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / (n1 + n2) ** 2 for x1, n1, x2, n2 in used)
    q = sum((x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * (n1 + n2)) for x1, n1, x2, n2 in used)
    variance = (share * p + q) / weight**2
    if variance == 0:
        return {"strata": strata, "expected": None}
    half = 1.959963984540054 * math.sqrt(variance)
    return {"strata": strata, "share": float(share), "low": max(-1, float(share) - half), "high": min(1, float(share) + half)}


def letters(groups, different):
    """The largest sets without a pair that differs are the cliques of what does not differ."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(groups))
    graph.add_edges_from(different)
    columns = sorted(sorted(clique) for clique in networkx.find_cliques(networkx.complement(graph)))
    names = [letter + number for number in ["", "2"] for letter in string.ascii_lowercase]
    own = ["".join(names[index] for index, column in enumerate(columns) if group in column) for group in range(groups)]
    return {"groups": groups, "different": different, "expected": own}


sections = {
    "mean": [mean(counts) for counts in TALLIES],
    "standard_deviation": [standard_deviation(counts) for counts in TALLIES],
    "wilson": [wilson(*share) for share in SHARES],
    "newcombe": [newcombe(*pair) for pair in PAIRS],
    "two_proportions": [two_proportions(*pair) for pair in PAIRS],
    "holm": [holm(p) for p in P_VALUES],
    "families": [families(pairs) for pairs in FAMILIES],
    "net_promoter": [net_promoter(counts) for counts in SCORES],
    "benjamini_hochberg": [benjamini_hochberg(p) for p in P_VALUES],
    "chi_squared": [chi_squared(table) for table in TABLES],
    "spearman": [spearman(table) for table in TABLES],
    "alpha": [alpha(answers) for answers in ANSWERS],
    "p_chart": [p_chart(*series) for series in SERIES],
    "sample_size": [sample_size(*plan) for plan in PLANS],
    "margin": [margin(*case) for case in MARGINS],
    "answers_to_see": [answers_to_see(*case) for case in CHANGES],
    "mantel_haenszel": [mantel_haenszel(strata) for strata in STRATA],
    "letters": [letters(*case) for case in PAIRWISE],
}
lines = (
    f'"{name}": [\n  ' + ",\n  ".join(json.dumps(case, allow_nan=False) for case in cases) + "\n]"
    for name, cases in sections.items()
)
print("{\n" + ",\n".join(lines) + "\n}")
