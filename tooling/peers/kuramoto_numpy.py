"""Kuramoto's model by RK4 in NumPy, float32: N = 100,000 on the mean field, and 10,000 oscillators on a random graph of degree 20 (SciPy).

One sine and one cosine an oscillator and stage; the graph is a CSR matrix. Times are of one step.
"""

import peer

options = peer.arguments()
(np,) = peer.load("mean-field", "numpy")
f32 = np.float32


def stepper(count, field, steps=10):
    rng = np.random.default_rng(1)
    start = rng.uniform(-3, 3, count).astype(f32)
    omega = rng.normal(size=count).astype(f32)
    h = f32(0.01)

    def run():
        x = start
        for _ in range(steps):
            k1 = field(x, omega)
            k2 = field(x + h / 2 * k1, omega)
            k3 = field(x + h / 2 * k2, omega)
            k4 = field(x + h * k3, omega)
            k2 += k3
            k2 *= 2
            k2 += k1
            k2 += k4
            x = x + h / 6 * k2
        return x

    return run, steps


def report(task, run, steps, versions):
    result = peer.measure(run, options.runs)
    for name in ("medianMs", "minMs"):
        result[name] /= steps
    peer.report(task, "numpy" if task == "mean-field" else "scipy", 1, options, versions, result)


def mean_field(x, omega):
    s, c = np.sin(x), np.cos(x)
    return omega + f32(2) * (c * s.mean() - s * c.mean())


report("mean-field", *stepper(100_000, mean_field), {"numpy": np.__version__})

(sparse,) = peer.load("sparse", "scipy.sparse")
import scipy  # noqa: E402

N, DEGREE = 10_000, 20
sources = np.random.default_rng(2).integers(0, N, N * DEGREE)
A = sparse.csr_matrix((np.ones(N * DEGREE, f32), sources, np.arange(N + 1) * DEGREE), shape=(N, N))


def on_graph(x, omega):
    s, c = np.sin(x), np.cos(x)
    return omega + f32(0.1) * (c * (A @ s) - s * (A @ c))


report("sparse", *stepper(N, on_graph), {"numpy": np.__version__, "scipy": scipy.__version__})
