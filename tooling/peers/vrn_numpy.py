"""The variational resonator network in NumPy: Adam on the logits, closed-form gradient, gamma = 0, deltas as means.

float32; e and v are BLAS calls (matrix-vector for one composite, matrix-matrix for a batch), products by prefix and
suffix, optimiser state in place and in one array for all factors.
"""

import peer

options = peer.arguments()
(np,) = peer.load("vrn", "numpy")
rng = np.random.default_rng(1)
D, K, n = options.dimension, options.factors, options.size
f32 = np.float32
books = [(rng.integers(0, 2, (n, D)) * 2 - 1).astype(f32) for _ in range(K)]


def descend(x, steps, rate=f32(0.02)):
    lead = x.shape[:-1]
    phi = np.zeros((K, *lead, n), f32)
    m = np.zeros_like(phi)
    s = np.zeros_like(phi)
    g = np.empty_like(phi)
    scale = f32(-1 / D)
    for t in range(1, steps + 1):
        p = np.exp(phi - phi.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)
        e = [p[k] @ books[k] for k in range(K)]
        others = [x]
        for k in range(K - 1):
            others.append(others[k] * e[k])
        suffix = e[K - 1]
        for k in range(K - 2, -1, -1):
            others[k] = others[k] * suffix
            suffix = suffix * e[k]
        for k in range(K):
            np.matmul(others[k], books[k].T, out=g[k])
        g *= scale
        g -= (p * g).sum(-1, keepdims=True)
        g *= p
        m *= f32(0.9)
        m += f32(0.1) * g
        s *= f32(0.999)
        s += f32(0.001) * g * g
        phi -= (rate / f32(1 - 0.9**t)) * m / (np.sqrt(s / f32(1 - 0.999**t)) + f32(1e-8))
    return phi


for batch in options.batch:
    x = np.prod([book[3] for book in books], axis=0)
    x = x if batch == 1 else np.ascontiguousarray(np.broadcast_to(x, (batch, D)))
    result = peer.measure(lambda: descend(x, options.steps), options.runs)
    peer.report("vrn", "numpy", batch, options, {"numpy": np.__version__}, result)
