"""Intel MKL: what it takes merely to generate Gaussians, by inversion, on one thread, in a buffer that fits the cache.

`with_mkl.py` prints nanoseconds a Gaussian, as a line of JSON: the median and the least of several fills of a tenth of a second."""

import ctypes
import json
import math
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

# From mkl_vsl_defines.h.
BRNG_PHILOX4X32X10 = 16 * (1 << 20)
RNG_METHOD_GAUSSIAN_ICDF = 2

# 128 KiB: in the second-level cache, and large enough that what the call from Python costs falls away.
GAUSSIANS = 16_384
CALLS = 5_000
REPEATS = 9


def library():
    [path] = Path(sys.prefix, "lib").glob("libmkl_rt.so*")
    return ctypes.CDLL(str(path))


def aligned():
    """A buffer that begins a line of the cache."""
    line = 64
    room = ctypes.create_string_buffer(GAUSSIANS * ctypes.sizeof(ctypes.c_double) + line)
    return (ctypes.c_double * GAUSSIANS).from_buffer(room, -ctypes.addressof(room) % line)


def checked(status, call):
    if status != 0:
        raise SystemExit(f"{call} failed with status {status}")


def main():
    mkl = library()
    mkl.MKL_Set_Num_Threads(1)
    stream = ctypes.c_void_p()
    checked(mkl.vslNewStream(ctypes.byref(stream), BRNG_PHILOX4X32X10, 1), "vslNewStream")
    buffer = aligned()
    arguments = (RNG_METHOD_GAUSSIAN_ICDF, stream, GAUSSIANS, buffer, ctypes.c_double(0), ctypes.c_double(1))
    nanoseconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        for _ in range(CALLS):
            checked(mkl.vdRngGaussian(*arguments), "vdRngGaussian")
        nanoseconds.append((time.perf_counter() - started) / (CALLS * GAUSSIANS) * 1e9)
    mean, deviation = statistics.fmean(buffer), statistics.pstdev(buffer)
    if abs(mean) > 5 / math.sqrt(GAUSSIANS) or abs(deviation - 1) > 5 / math.sqrt(2 * GAUSSIANS):
        raise SystemExit(f"these are no standard normals: mean {mean}, standard deviation {deviation}")
    said = {"version": version("mkl"), "median": statistics.median(nanoseconds), "least": min(nanoseconds)}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
