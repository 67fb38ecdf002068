"""What the peer scripts share: sizes from the command line, timing, one JSON line a measurement.

A missing library is not an error: the script prints a line with "skipped" and ends with exit code 0.
"""

import argparse
import importlib
import json
import os
import platform
import sys
import time


def arguments():
    """Sizes and thread count; the defaults are those of the project's speed targets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dimension", type=int, default=1024)
    parser.add_argument("--factors", type=int, default=3)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    # Read by OpenMP, OpenBLAS and MKL when they are loaded, so set before the libraries are imported.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    return options


def load(task, *names):
    """Imports libraries, or says which one is missing and ends."""
    modules = []
    for name in names:
        try:
            modules.append(importlib.import_module(name))
        except ImportError as error:
            print(json.dumps({"task": task, "skipped": f"Python lacks {name}: {error}"}), flush=True)
            sys.exit(0)
    return modules


def measure(run, runs):
    """Median and fastest time in ms of at least `runs` runs and half a second of them, after two to warm up."""
    run()
    run()
    times = []
    while len(times) < runs or sum(times) < 500:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    return {"medianMs": times[len(times) // 2], "minMs": times[0], "runs": len(times)}


def report(task, peer, batch, options, versions, result):
    """Prints one measurement."""
    line = {
        "task": task,
        "peer": peer,
        "batch": batch,
        "dimension": options.dimension,
        "factors": options.factors,
        "size": options.size,
        "steps": options.steps,
        "threads": options.threads,
        "versions": {"python": platform.python_version(), **versions},
        **result,
    }
    print(json.dumps(line), flush=True)
