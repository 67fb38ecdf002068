"""Oscillators on the circle in PyTorch: 25 Euler steps of 32 pairs with 64 oscillators each, with their gradient; then a whole training
step of same and different: encoder of three convolutions and dense layers 512-256-128-64, oscillators, a linear classifier, Adam.
"""

import peer

options = peer.arguments()
(torch,) = peer.load("oscillator-step", "torch")
torch.set_num_threads(options.threads)
nn, F = torch.nn, torch.nn.functional
B, D, N, T, H = 32, 64, 2, 25, 0.1
torch.manual_seed(1)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(D, N))
        self.bias = nn.Parameter(torch.zeros(D, N))
        self.within = nn.Parameter(torch.randn(D, D) / 8)
        self.between = nn.Parameter(torch.randn(D, D) / 8)
        self.rotation = nn.Parameter(torch.randn(D, N, N) * 0.1)
        self.register_buffer("start", F.normalize(torch.randn(D, N), dim=-1))

    def forward(self, features):
        drive = features[..., None] * self.weight + self.bias
        within = (self.within + self.within.T) / 2
        between = (self.between + self.between.T) / 2
        # One product for both couplings: [2D, D] x [D, batch * 2 * N].
        both = torch.cat([within, between])
        omega = (self.rotation - self.rotation.transpose(1, 2)) / 2
        # [D, N, objects, batch]
        drive = drive.permute(2, 3, 1, 0).contiguous()
        x = self.start[:, :, None, None].expand(D, N, 2, len(features))
        for _ in range(T):
            y = (both @ x.reshape(D, -1)).view(2, D, N, 2, -1)
            y = drive + y[0] + y[1].flip(2)
            turn = (omega @ x.reshape(D, N, -1)).view(x.shape)
            x = F.normalize(x + H * (turn + y - (x * y).sum(1, keepdim=True) * x), dim=1)
        return (x[:, :, 0] + x[:, :, 1]).square().sum(1).add(1e-12).sqrt().T


layer = Layer()
features = torch.randn(B, 2, D, requires_grad=True)


def oscillator_step():
    layer.zero_grad()
    features.grad = None
    layer(features).mean().backward()


versions = {"torch": torch.__version__}
peer.report("oscillator-step", "torch", B, options, versions, peer.measure(oscillator_step, options.runs))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda i: [nn.Conv2d(i, 32, 4, 2, 1), nn.ReLU()]
        self.encoder = nn.Sequential(
            *conv(1), *conv(32), *conv(32), nn.Flatten(),
            nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, D),
        )
        self.layer = Layer()
        self.head = nn.Linear(D, 2)

    def forward(self, images):
        flat = self.encoder(images.view(-1, 1, 32, 32))
        return self.head(self.layer(flat.view(-1, 2, D)))


model = Model()
adam = torch.optim.Adam(model.parameters(), lr=5e-4)
images = torch.rand(B, 2, 1024)
labels = torch.randint(0, 2, (B,))


def training_step():
    adam.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    adam.step()
    return loss.item()


peer.report("training-step", "torch", B, options, versions, peer.measure(training_step, options.runs))
