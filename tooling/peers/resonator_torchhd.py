"""A bipolar resonator network by torchhd's own step: synchronous, sgn(0) = 0, in PyTorch."""

import peer

options = peer.arguments()
torch, torchhd = peer.load("resonator", "torch", "torchhd")
torch.set_num_threads(options.threads)
torch.manual_seed(1)
D, K, n = options.dimension, options.factors, options.size


def signs(*shape):
    return torch.randint(0, 2, shape).mul(2).sub(1).float()


books = torch.stack([signs(n, D) for _ in range(K)])
domains = torchhd.MAPTensor(books)
composite = books[:, 3].prod(0)
versions = {"torch": torch.__version__, "torchhd": getattr(torchhd, "__version__", "unknown")}


def resonate(x, estimates, steps):
    for _ in range(steps):
        estimates = torchhd.resonator(x, estimates, domains)
    return estimates


with torch.inference_mode():
    for batch in options.batch:
        lead = () if batch == 1 else (batch,)
        x = torchhd.MAPTensor(composite.expand(*lead, D).contiguous())
        start = torchhd.MAPTensor(signs(*lead, K, D))
        result = peer.measure(lambda: resonate(x, start, options.steps), options.runs)
        peer.report("resonator", "torchhd", batch, options, versions, result)
