"""Correlated dense associative memory in NumPy: Eq 1 for all starts at once, stable softmax, Q made once.

Three forms: Eq 1 in states, float32 with in-place updates; the same in float64 as plain expressions, which is how such a script is usually
written; and float32 in overlaps, with Q's overlaps made once, so that a step costs p^2 and not 2 n p a start.
Tasks: the Tutte graph from its 46 vertices at n = 1000, and 500 starts on a cycle of p = 500 at n = 784; a = h = 0.5.
"""

import argparse
import json
import os
import platform

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=100)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--tutte", required=True, help="edges of the Tutte graph as JSON")
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import peer  # noqa: E402

(np,) = peer.load("cdam", "numpy")


def setup(p, n, edges, dtype):
    rng = np.random.default_rng(1)
    patterns = rng.random((p, n))
    A = np.zeros((p, p))
    for u, v in edges:
        A[u, v] = A[v, u] = 1
    degrees = A.sum(1)
    M = A / np.sqrt(degrees[:, None] * degrees[None, :])
    Q = 0.5 * patterns + 0.5 * (M @ patterns)
    x = patterns + rng.random((p, n)) - 0.5
    return [np.ascontiguousarray(v, dtype) for v in (patterns, patterns.T, Q, patterns.mean(0), x)]


def fast(patterns, transposed, Q, mean, x, beta):
    x = x.copy()
    z = np.empty((len(x), len(patterns)), x.dtype)
    pull = np.empty_like(x)
    eta = x.dtype.type(0.1)
    load = eta * mean
    for _ in range(options.steps):
        np.matmul(x, transposed, out=z)
        if beta != 1:
            z *= x.dtype.type(beta)
        z -= z.max(1, keepdims=True)
        np.exp(z, out=z)
        z *= eta / z.sum(1, keepdims=True)
        np.matmul(z, Q, out=pull)
        x *= 1 - eta
        x += pull
        x -= load
    return x


def plain(patterns, transposed, Q, mean, x, beta):
    for _ in range(options.steps):
        z = beta * (x @ transposed)
        e = np.exp(z - z.max(1, keepdims=True))
        x = x + 0.1 * ((e / e.sum(1, keepdims=True)) @ Q - mean - x)
    return x


def overlaps(patterns, transposed, Q, mean, x, beta):
    z = x @ transposed
    shares = np.zeros_like(z)
    e = np.empty_like(z)
    pull = np.empty_like(z)
    eta = x.dtype.type(0.1)
    scale = x.dtype.type(beta)
    load = eta * (mean @ transposed)
    for _ in range(options.steps):
        np.multiply(z, scale, out=e)
        e -= e.max(1, keepdims=True)
        np.exp(e, out=e)
        e *= eta / e.sum(1, keepdims=True)
        np.matmul(e, QX, out=pull)
        z *= 1 - eta
        z += pull
        z -= load
        shares *= 1 - eta
        shares += e
    left = (1 - eta) ** options.steps
    return left * x + shares @ Q - (1 - left) * mean


CYCLE = [(i, (i + 1) % 500) for i in range(500)]
TASKS = {
    "tutte": (46, 1000, json.loads(options.tutte), 1),
    "cycle-500": (500, 784, CYCLE, 1),
    "cycle-500-flat": (500, 784, CYCLE, 0.02),
}
FORMS = (
    (fast, "float32", "in states"),
    (overlaps, "float32", "in overlaps"),
    (plain, "float64", "in states, plain"),
)
for task, (p, n, edges, beta) in TASKS.items():
    for form, dtype, words in FORMS:
        if form is plain and p > 46:
            continue
        numbers = setup(p, n, edges, dtype)
        QX = numbers[2] @ numbers[1]
        result = peer.measure(lambda: form(*numbers, beta), options.runs)
        line = {
            "task": task,
            "peer": f"numpy {dtype} {words}",
            "threads": options.threads,
            "steps": options.steps,
            "versions": {"python": platform.python_version(), "numpy": np.__version__},
            **result,
        }
        print(json.dumps(line), flush=True)
