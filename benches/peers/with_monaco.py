"""monaco: fifty input variables with SciPy's distributions, one case a run, on one thread (more processes take longer than they save)."""

import math
from importlib.metadata import version

import monaco
import numpy as np
from scipy import stats

import peer
from peer import YEARS


def preprocess(case):
    """The draws of a run, variable after variable."""
    return (case.invals,)


def run(draws):
    revenue_rate, burn_rate, cash = peer.REVENUE_RATE, peer.BURN_RATE, peer.OPENING_CASH
    exhausted, profitable = YEARS, YEARS
    for year in range(YEARS):
        revenue, revenue_rate = grow(revenue_rate, draws[f"growth {year}"].val)
        burn, burn_rate = grow(burn_rate, draws[f"burn growth {year}"].val)
        result = draws[f"margin {year}"].val * revenue - burn
        if draws[f"closes {year}"].val:
            cash += draws[f"amount {year}"].val
        cash += result
        if cash < 0 and exhausted == YEARS:
            exhausted = year
        if result >= 0 and profitable == YEARS:
            profitable = year
    return exhausted, profitable


def postprocess(case, exhausted, profitable):
    case.addOutVal("exhausted", exhausted)
    case.addOutVal("profitable", profitable)


def grow(rate, growth):
    """The amount of the year, and the rate at its end."""
    growth = max(growth, peer.LEAST_GROWTH)
    return rate * growth / math.log1p(growth), rate * (1 + growth)


def simulate(runs, seed):
    functions = monaco.SimulationFunctions(preprocess, run, postprocess)
    method = monaco.SampleMethod.RANDOM
    simulation = monaco.Sim("benchmark", runs, functions, samplemethod=method, seed=seed, verbose=False)
    for year, mean in enumerate(peer.GROWTH_MEANS):
        for name, distribution, parameters in [
            ("growth", stats.norm, {"loc": mean, "scale": peer.GROWTH_DEVIATION}),
            ("burn growth", stats.norm, {"loc": peer.BURN_GROWTH_MEAN, "scale": peer.BURN_GROWTH_DEVIATION}),
            (
                "margin",
                stats.beta,
                {"a": peer.MARGIN_ALPHA, "b": peer.MARGIN_BETA, "loc": peer.MARGIN_MIN, "scale": peer.MARGIN_RANGE},
            ),
            ("closes", stats.bernoulli, {"p": peer.CLOSES}),
            ("amount", stats.lognorm, {"s": peer.AMOUNT_SIGMA, "scale": peer.AMOUNT_MEDIAN}),
        ]:
            simulation.addInVar(name=f"{name} {year}", dist=distribution, distkwargs=parameters)
    simulation.runSim()
    return [np.bincount(simulation.outvars[clock].vals, minlength=YEARS + 1) for clock in ("exhausted", "profitable")]


if __name__ == "__main__":
    peer.main(version("monaco"), simulate)
