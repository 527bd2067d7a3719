"""NumPy, vectorised by hand: many runs at a time on one thread, in arrays that fit the cache and are used again."""

import math

import numpy as np

import peer
from peer import YEARS

RUNS_AT_A_TIME = 8192


def simulate(runs, seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    exhausted, profitable = np.zeros(YEARS + 1, dtype=np.int64), np.zeros(YEARS + 1, dtype=np.int64)
    for first in range(0, runs, RUNS_AT_A_TIME):
        follow(min(RUNS_AT_A_TIME, runs - first), rng, exhausted, profitable)
    return exhausted, profitable


def follow(runs, rng, exhausted, profitable):
    draws, amounts = np.empty(runs), np.empty(runs)
    revenue_rate, burn_rate = np.full(runs, peer.REVENUE_RATE), np.full(runs, peer.BURN_RATE)
    cash = np.full(runs, peer.OPENING_CASH)
    has_cash, is_losing = np.ones(runs, dtype=bool), np.ones(runs, dtype=bool)
    for year in range(YEARS):
        grow(rng, peer.GROWTH_MEANS[year], peer.GROWTH_DEVIATION, revenue_rate, draws, amounts)
        result = rng.beta(peer.MARGIN_ALPHA, peer.MARGIN_BETA, runs)
        result *= peer.MARGIN_RANGE
        result += peer.MARGIN_MIN
        result *= amounts
        grow(rng, peer.BURN_GROWTH_MEAN, peer.BURN_GROWTH_DEVIATION, burn_rate, draws, amounts)
        result -= amounts

        rng.standard_normal(out=amounts)
        amounts *= peer.AMOUNT_SIGMA
        amounts += math.log(peer.AMOUNT_MEDIAN)
        np.exp(amounts, out=amounts)
        rng.random(out=draws)
        amounts *= draws < peer.CLOSES
        cash += amounts
        cash += result

        has_cash = count_new(cash < 0, has_cash, exhausted, year)
        is_losing = count_new(result >= 0, is_losing, profitable, year)
    exhausted[YEARS] += np.count_nonzero(has_cash)
    profitable[YEARS] += np.count_nonzero(is_losing)


def grow(rng, mean, deviation, rate, draws, amounts):
    """Draws growth; the amounts of the year, and the rate at its end. Growth is never exactly 0."""
    rng.standard_normal(out=draws)
    draws *= deviation
    draws += mean
    np.maximum(draws, peer.LEAST_GROWTH, out=draws)
    np.log1p(draws, out=amounts)
    np.divide(draws, amounts, out=amounts)
    amounts *= rate
    draws += 1
    rate *= draws


def count_new(happens, waiting, counts, year):
    """Counts the runs to which it happens for the first time; returns those that still wait."""
    happens &= waiting
    counts[year] += np.count_nonzero(happens)
    return waiting ^ happens


if __name__ == "__main__":
    peer.main(np.__version__, simulate)
