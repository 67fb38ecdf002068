"""Binary-Gaussian Boltzmann machines in NumPy, float32: CD-20 of one batch with its update, and annealed importance sampling."""

import argparse
import json
import os
import platform

parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--anneal", type=int, default=200)
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import peer  # noqa: E402

(np,) = peer.load("rbm", "numpy")

N, BATCH, CHAINS = 784, 100, 500
BETA = np.float32(2)
DEVIATION = np.float32(1 / np.sqrt(2))
ONE = np.float32(1)
rng = np.random.default_rng(1)


def machine(p):
    return (rng.standard_normal((N, p)) / np.sqrt(N)).astype(np.float32)


def hidden(s, W, a):
    return a * (s @ W) + DEVIATION * rng.standard_normal((len(s), W.shape[1]), dtype=np.float32)


def signs(x, a):
    p = ONE / (ONE + np.exp(-2 * BETA * a * x))
    return np.where(rng.random(x.shape, dtype=np.float32) < p, ONE, -ONE)


def cd(W, data):
    s = data
    for _ in range(20):
        h = hidden(s, W, ONE)
        s = signs(h @ W.T, ONE)
    return W + np.float32(1e-4 / BATCH) * (data.T @ (data @ W) - s.T @ h)


def ais(W):
    log_weights = np.zeros(CHAINS)
    s = np.where(rng.random((CHAINS, N)) < 0.5, ONE, -ONE)
    h = hidden(s, W, np.float32(0))
    x = h @ W.T
    for k in range(1, options.anneal + 1):
        a = np.float32(k / options.anneal)
        log_weights += BETA / options.anneal * np.einsum("ij,ij->i", s, x)
        h = hidden(s, W, a)
        x = h @ W.T
        s = signs(x, a)
    return N * np.log(2) + np.logaddexp.reduce(log_weights) - np.log(CHAINS)


fifty, hundred = machine(50), machine(100)
data = np.where(rng.random((BATCH, N)) < 0.5, ONE, -ONE)
for task, run in (("cd-20", lambda: cd(fifty, data)), ("ais", lambda: ais(hundred))):
    line = {
        "task": task,
        "peer": "numpy float32",
        "threads": options.threads,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        **peer.measure(run, options.runs),
    }
    print(json.dumps(line), flush=True)
