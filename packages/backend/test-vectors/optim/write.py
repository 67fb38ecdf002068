"""Writes optim.json: what @vsa/backend/optim must do with given gradients.

SGD, momentum, Nesterov, Adam and AdamW by PyTorch in float64, Lion by the formulas of its paper in NumPy, schedules by
PyTorch's schedulers. Run with PyTorch and NumPy: python write.py > optim.json
"""

import json
import math

import numpy as np
import torch

STEPS = 25
generator = np.random.default_rng(2)
params = {"weight": generator.normal(size=(2, 3)), "bias": generator.normal(size=3)}
# Float32 values, so that both sides start from the same numbers; scales differ by element, as gradients' do.
rounded = lambda x: x.astype(np.float32).astype(np.float64)
params = {name: rounded(value) for name, value in params.items()}
gradients = [
    {name: rounded(generator.normal(size=value.shape) * 10 ** generator.uniform(-3, 1, size=value.shape)) for name, value in params.items()}
    for _ in range(STEPS)
]


def flat(tree):
    return {name: np.asarray(value).ravel().tolist() for name, value in tree.items()}


def with_torch(make, schedule=None):
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    optimiser = make(list(leaves.values()))
    scheduler = schedule and schedule(optimiser)
    trajectory = []
    for gradient in gradients:
        for name, leaf in leaves.items():
            leaf.grad = torch.tensor(gradient[name])
        optimiser.step()
        if scheduler:
            scheduler.step()
        trajectory.append(flat({name: leaf.detach().numpy() for name, leaf in leaves.items()}))
    return [trajectory[0], trajectory[1], trajectory[-1]]


def lion(lr, b1=0.9, b2=0.99, decay=0.0):
    values = {name: value.copy() for name, value in params.items()}
    trace = {name: np.zeros_like(value) for name, value in params.items()}
    trajectory = []
    for gradient in gradients:
        for name, g in gradient.items():
            direction = np.sign(b1 * trace[name] + (1 - b1) * g)
            values[name] = values[name] - lr * (direction + decay * values[name])
            trace[name] = b2 * trace[name] + (1 - b2) * g
        trajectory.append(flat(values))
    return [trajectory[0], trajectory[1], trajectory[-1]]


def rates(make, steps=12):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    scheduler = make(optimiser)
    out = []
    for _ in range(steps):
        out.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return out


schedulers = torch.optim.lr_scheduler
print(json.dumps({
    "params": flat(params),
    "gradients": [flat(gradient) for gradient in gradients],
    "sgd": with_torch(lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": with_torch(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
    "nesterov": with_torch(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.8, nesterov=True)),
    "adam": with_torch(lambda p: torch.optim.Adam(p, lr=0.02)),
    "adamOptions": with_torch(lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-2)),
    "adamW": with_torch(lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1)),
    "adamCosine": with_torch(
        lambda p: torch.optim.Adam(p, lr=0.02), lambda o: schedulers.CosineAnnealingLR(o, T_max=20, eta_min=0.001)
    )[:2],
    "lion": lion(0.01),
    "lionDecay": lion(0.01, 0.95, 0.98, 0.1),
    "rates": {
        "cosine": rates(lambda o: schedulers.CosineAnnealingLR(o, T_max=11, eta_min=0.1)),
        "exponential": rates(lambda o: schedulers.ExponentialLR(o, gamma=0.9)),
        "multiStep": rates(lambda o: schedulers.MultiStepLR(o, milestones=[3, 7], gamma=0.1)),
        "warmUp": rates(lambda o: schedulers.LambdaLR(o, lambda step: min(1.0, step / 4))),
    },
}, indent=1))
