"""A bipolar resonator network in NumPy: in order, outer-product synapses, sgn(0) = +1, no early stop.

float32 throughout, so that both products of an update are BLAS calls (matrix-vector for one composite, matrix-matrix
for a batch). The product of all factors is kept up to date, so that a factor's view costs one multiplication.
"""

import peer

options = peer.arguments()
(np,) = peer.load("resonator", "numpy")
rng = np.random.default_rng(1)
D, K, n = options.dimension, options.factors, options.size


def signs(*shape):
    return (rng.integers(0, 2, shape) * 2 - 1).astype(np.float32)


books = [signs(n, D) for _ in range(K)]


def resonate(x, states, steps):
    states = [s.copy() for s in states]
    product = x.copy()
    for s in states:
        product *= s
    for _ in range(steps):
        for k in range(K):
            u = product * states[k]
            w = u @ books[k].T
            fresh = np.copysign(np.float32(1), w @ books[k] + np.float32(0.5))  # integers: + 0.5 makes sgn(0) = +1
            product = u * fresh
            states[k] = fresh
    return states


for batch in options.batch:
    shape = (D,) if batch == 1 else (batch, D)
    x = np.prod([book[3] for book in books], axis=0)
    x = np.ascontiguousarray(np.broadcast_to(x, shape))
    start = [signs(*shape) for _ in range(K)]
    result = peer.measure(lambda: resonate(x, start, options.steps), options.runs)
    peer.report("resonator", "numpy", batch, options, {"numpy": np.__version__}, result)
