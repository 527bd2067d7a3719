"""OpenTURNS: one joint distribution of the fifty draws of a run, sampled by OpenTURNS, and the company in NumPy on the sample.

Its own symbolic functions cannot carry a year of first passage; a PythonFunction would be called run by run."""

import math

import numpy as np
import openturns as ot

import peer
from peer import YEARS

RUNS_AT_A_TIME = 16_384
DRAWS_A_YEAR = 5


def distribution():
    """Growth, growth of burn, margin, whether the round closes, and its amount: of the first year, of the second, and so on."""
    distributions = []
    for mean in peer.GROWTH_MEANS:
        distributions += [
            ot.Normal(mean, peer.GROWTH_DEVIATION),
            ot.Normal(peer.BURN_GROWTH_MEAN, peer.BURN_GROWTH_DEVIATION),
            ot.Beta(peer.MARGIN_ALPHA, peer.MARGIN_BETA, peer.MARGIN_MIN, peer.MARGIN_MAX),
            ot.Bernoulli(peer.CLOSES),
            ot.LogNormal(math.log(peer.AMOUNT_MEDIAN), peer.AMOUNT_SIGMA),
        ]
    return ot.JointDistribution(distributions)


def simulate(runs, seed):
    ot.RandomGenerator.SetSeed(seed)
    draws_of_run = distribution()
    exhausted, profitable = np.zeros(YEARS + 1, dtype=np.int64), np.zeros(YEARS + 1, dtype=np.int64)
    for first in range(0, runs, RUNS_AT_A_TIME):
        sample = np.array(draws_of_run.getSample(min(RUNS_AT_A_TIME, runs - first)))
        follow(np.ascontiguousarray(sample.T).reshape(YEARS, DRAWS_A_YEAR, -1), exhausted, profitable)
    return exhausted, profitable


def follow(draws, exhausted, profitable):
    revenue_rate, burn_rate, cash = peer.REVENUE_RATE, peer.BURN_RATE, peer.OPENING_CASH
    runs = draws.shape[2]
    has_cash, is_losing = np.ones(runs, dtype=bool), np.ones(runs, dtype=bool)
    for year, (growth, burn_growth, margin, closes, amount) in enumerate(draws):
        revenue, revenue_rate = grow(revenue_rate, growth)
        burn, burn_rate = grow(burn_rate, burn_growth)
        result = margin * revenue - burn
        cash = cash + closes * amount + result
        is_new = has_cash & (cash < 0)
        exhausted[year] += np.count_nonzero(is_new)
        has_cash ^= is_new
        is_new = is_losing & (result >= 0)
        profitable[year] += np.count_nonzero(is_new)
        is_losing ^= is_new
    exhausted[YEARS] += np.count_nonzero(has_cash)
    profitable[YEARS] += np.count_nonzero(is_losing)


def grow(rate, growth):
    """The amounts of the year, and the rate at its end. Growth is never exactly 0."""
    growth = np.maximum(growth, peer.LEAST_GROWTH)
    return rate * growth / np.log1p(growth), rate * (1 + growth)


if __name__ == "__main__":
    peer.main(ot.__version__, simulate)
