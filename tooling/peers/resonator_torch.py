"""A bipolar resonator network in PyTorch: in order, as resonator_numpy.py."""

import peer

options = peer.arguments()
(torch,) = peer.load("resonator", "torch")
torch.set_num_threads(options.threads)
torch.manual_seed(1)
D, K, n = options.dimension, options.factors, options.size


def signs(*shape):
    return torch.randint(0, 2, shape).mul(2).sub(1).float()


books = [signs(n, D) for _ in range(K)]
transposed = [book.T.contiguous() for book in books]
ONE = torch.tensor(1.0)


def resonate(x, states, steps):
    states = list(states)
    product = x.clone()
    for s in states:
        product = product * s
    for _ in range(steps):
        for k in range(K):
            u = product * states[k]
            w = u @ transposed[k]
            fresh = torch.copysign(ONE, (w @ books[k]).add_(0.5))  # integers: + 0.5 makes sgn(0) = +1
            product = u * fresh
            states[k] = fresh
    return states


versions = {"torch": torch.__version__}
composite = torch.stack([book[3] for book in books]).prod(0)
with torch.inference_mode():
    for batch in options.batch:
        shape = (D,) if batch == 1 else (batch, D)
        x = composite.expand(shape).contiguous()
        start = [signs(*shape) for _ in range(K)]
        result = peer.measure(lambda: resonate(x, start, options.steps), options.runs)
        peer.report("resonator", "torch", batch, options, versions, result)
