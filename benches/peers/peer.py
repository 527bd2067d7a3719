"""What the Python sides of the race have in common: the scenario's numbers, and the line of JSON that `run` reads.

A side is started as `SIDE.py RUNS SEED` and says how long its simulation alone took: no imports, no compilation.
"""

import json
import sys
import time

YEARS = 10
OPENING_CASH = 40.0
REVENUE_RATE, BURN_RATE = 13.1, 17.2
GROWTH_MEANS = [1.2 * 0.8**year for year in range(YEARS)]
GROWTH_DEVIATION = 0.25
BURN_GROWTH_MEAN, BURN_GROWTH_DEVIATION = 0.42, 0.2
LEAST_GROWTH = -0.99
MARGIN_MIN, MARGIN_MODE, MARGIN_MAX = 0.45, 0.68, 0.8
CLOSES = 0.6
AMOUNT_MEDIAN, AMOUNT_SIGMA = 30.0, 0.6

# PERT as a beta distribution on [MARGIN_MIN, MARGIN_MAX].
MARGIN_RANGE = MARGIN_MAX - MARGIN_MIN
MARGIN_ALPHA = 1 + 4 * (MARGIN_MODE - MARGIN_MIN) / MARGIN_RANGE
MARGIN_BETA = 1 + 4 * (MARGIN_MAX - MARGIN_MODE) / MARGIN_RANGE


def main(version, simulate, threads=1, warm_up=None):
    """Runs `simulate(runs, seed)`, which returns runs by year of exhaustion and of profitability, the last entry for never."""
    runs, seed = int(sys.argv[1]), int(sys.argv[2])
    if warm_up:
        warm_up()
    started = time.perf_counter()
    exhausted, profitable = simulate(runs, seed)
    seconds = time.perf_counter() - started
    counts = {"exhausted": [int(count) for count in exhausted], "profitable": [int(count) for count in profitable]}
    print(json.dumps({"version": version, "threads": threads, "runs": runs, "seconds": seconds, **counts}))
