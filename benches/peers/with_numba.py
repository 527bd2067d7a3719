"""Numba: one run at a time, compiled, on all threads. `prange` draws from Numba's own generator (Mersenne Twister); `pool` gives each
thread of a pool a NumPy Generator (PCG64)."""

import math
import sys
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
from numba import njit, prange

import peer
from peer import YEARS

RUNS_A_TASK = 10_000
THREADS = numba.config.NUMBA_NUM_THREADS

# Constants of the compiled functions.
GROWTH_MEANS = tuple(peer.GROWTH_MEANS)
GROWTH_DEVIATION = peer.GROWTH_DEVIATION
LEAST_GROWTH = peer.LEAST_GROWTH
BURN_GROWTH_MEAN, BURN_GROWTH_DEVIATION = peer.BURN_GROWTH_MEAN, peer.BURN_GROWTH_DEVIATION
MARGIN_MIN, MARGIN_RANGE = peer.MARGIN_MIN, peer.MARGIN_RANGE
MARGIN_ALPHA, MARGIN_BETA = peer.MARGIN_ALPHA, peer.MARGIN_BETA
REVENUE_RATE, BURN_RATE, OPENING_CASH = peer.REVENUE_RATE, peer.BURN_RATE, peer.OPENING_CASH
CLOSES, AMOUNT_SIGMA, LOG_AMOUNT_MEDIAN = peer.CLOSES, peer.AMOUNT_SIGMA, math.log(peer.AMOUNT_MEDIAN)




def follow_with(normal, beta, uniform, fastmath):
    """Follows runs with draws from three functions of a generator."""

    @njit(fastmath=fastmath)
    def amount_a_unit(growth):
        return 1.0 if growth == 0.0 else growth / math.log1p(growth)

    @njit(fastmath=fastmath, nogil=True)
    def follow(runs, generator, exhausted, profitable):
        for _ in range(runs):
            revenue_rate, burn_rate, cash = REVENUE_RATE, BURN_RATE, OPENING_CASH
            exhausted_in, profitable_in = YEARS, YEARS
            for year in range(YEARS):
                growth = max(GROWTH_MEANS[year] + GROWTH_DEVIATION * normal(generator), LEAST_GROWTH)
                revenue = revenue_rate * amount_a_unit(growth)
                revenue_rate *= 1.0 + growth
                growth = max(BURN_GROWTH_MEAN + BURN_GROWTH_DEVIATION * normal(generator), LEAST_GROWTH)
                burn = burn_rate * amount_a_unit(growth)
                burn_rate *= 1.0 + growth
                result = (MARGIN_MIN + MARGIN_RANGE * beta(generator)) * revenue - burn
                if uniform(generator) < CLOSES:
                    cash += math.exp(LOG_AMOUNT_MEDIAN + AMOUNT_SIGMA * normal(generator))
                cash += result
                if cash < 0.0 and exhausted_in == YEARS:
                    exhausted_in = year
                if result >= 0.0 and profitable_in == YEARS:
                    profitable_in = year
            exhausted[exhausted_in] += 1
            profitable[profitable_in] += 1

    return follow


def in_prange(fastmath):
    follow = follow_with(
        njit(lambda _: np.random.standard_normal()),
        njit(lambda _: np.random.beta(MARGIN_ALPHA, MARGIN_BETA)),
        njit(lambda _: np.random.random()),
        fastmath,
    )

    @njit(fastmath=fastmath, parallel=True)
    def simulate(runs, seed):
        tasks = (runs + RUNS_A_TASK - 1) // RUNS_A_TASK
        exhausted = np.zeros((tasks, YEARS + 1), dtype=np.int64)
        profitable = np.zeros((tasks, YEARS + 1), dtype=np.int64)
        for task in prange(tasks):
            np.random.seed(seed * 1_000_003 + task)
            follow(min(RUNS_A_TASK, runs - task * RUNS_A_TASK), None, exhausted[task], profitable[task])
        return exhausted.sum(axis=0), profitable.sum(axis=0)

    return simulate


def in_pool(fastmath):
    follow = follow_with(
        njit(lambda generator: generator.standard_normal()),
        njit(lambda generator: generator.beta(MARGIN_ALPHA, MARGIN_BETA)),
        njit(lambda generator: generator.random()),
        fastmath,
    )

    def simulate(runs, seed):
        seeds = np.random.SeedSequence(seed).spawn(THREADS)
        generators = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
        shares = [runs // THREADS + (thread < runs % THREADS) for thread in range(THREADS)]
        counts = np.zeros((2, THREADS, YEARS + 1), dtype=np.int64)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(follow, shares, generators, counts[0], counts[1]))
        return counts.sum(axis=1)

    return simulate


if __name__ == "__main__":
    way, fastmath = sys.argv.pop(1), sys.argv.pop(1)
    simulate = {"prange": in_prange, "pool": in_pool}[way]({"strict": False, "fastmath": True}[fastmath])
    peer.main(numba.__version__, simulate, THREADS, warm_up=lambda: simulate(2 * RUNS_A_TASK, 0))
