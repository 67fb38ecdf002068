"""One training step of same/different by oscillators in PyTorch: CNN, 25 Euler steps, linear classifier, gradients, clipping, AdamW.

Batch of 32 pairs of 32 x 32 images, D = 64 oscillators on the circle, symmetric couplings. States lie as [object, component, batch, D], so
that a coupling is one product of matrices; a rotation of the circle is two products by numbers.
"""

import argparse
import json
import os

parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=15)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import peer  # noqa: E402

(torch,) = peer.load("relational", "torch")
torch.set_num_threads(options.threads)
torch.manual_seed(1)
F = torch.nn.functional
BATCH, D, STEPS, H = 32, 64, 25, 0.1


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        conv, linear, parameter = torch.nn.Conv2d, torch.nn.Linear, torch.nn.Parameter
        self.convolutions = torch.nn.ModuleList([conv(c, 32, 4, 2, 1) for c in (1, 32, 32)])
        self.dense = torch.nn.ModuleList([linear(512, 256), linear(256, 128), linear(128, D)])
        self.weight = parameter(torch.randn(2, 1, D))
        self.bias = parameter(torch.zeros(2, 1, D))
        self.within = parameter(torch.randn(D, D) / D**0.5)
        self.between = parameter(torch.randn(D, D) / D**0.5)
        self.omega = parameter(0.1 * torch.randn(D))
        self.head = linear(D, 2)
        start = torch.randn(2, 1, D)
        self.register_buffer("start", start / start.norm(dim=0))

    def forward(self, images):
        x = images
        for layer in self.convolutions:
            x = F.relu(layer(x))
        x = x.flatten(1)
        for layer in self.dense[:2]:
            x = F.relu(layer(x))
        features = self.dense[2](x).view(2, 1, BATCH, D)
        drive = features * self.weight + self.bias
        within = (self.within + self.within.T) / 2
        between = (self.between + self.between.T) / 2
        x = self.start.expand(2, 2, BATCH, D)
        for _ in range(STEPS):
            pull = drive + x @ within + x.flip(0) @ between
            turn = torch.stack((self.omega * x[:, 1], -self.omega * x[:, 0]), 1)
            x = x + H * (turn + pull - x * (x * pull).sum(1, keepdim=True))
            x = x * torch.rsqrt((x * x).sum(1, keepdim=True))
        return self.head((x.sum(0).square().sum(0) + 1e-12).sqrt())


model = Model()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
images = torch.rand(2 * BATCH, 1, 32, 32)
labels = torch.randint(0, 2, (BATCH,))


def step():
    optimizer.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


result = peer.measure(step, options.runs)
print(json.dumps({"task": "training step", "who": f"PyTorch {torch.__version__}, {options.threads} threads", **result}))
