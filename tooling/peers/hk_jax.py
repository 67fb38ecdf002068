"""Hopfield-Kuramoto memory in JAX with Diffrax and Optax, float32: one training step of the Hopfield part, and one of the coupled model.

Sizes, solver and optimiser are those of the paper on Hopfield-Kuramoto memory; gradients are Diffrax's default, through the steps.
"""

import argparse
import json
import os
import platform
import resource
import time

parser = argparse.ArgumentParser()
parser.add_argument("--task", choices=["hopfield", "coupled"], default="hopfield")
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=100)
parser.add_argument("--neighbours", type=int, default=150)
parser.add_argument("--length", type=int, default=5)
parser.add_argument("--warm", type=int, default=1, help="steps before those that are timed; compiling is timed apart")
options = parser.parse_args()
multi = "true" if options.threads > 1 else "false"
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={multi} intra_op_parallelism_threads={options.threads}"
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)

import peer  # noqa: E402

np, jax, diffrax, optax = peer.load(f"hk-{options.task}", "numpy", "jax", "diffrax", "optax")
import jax.numpy as jnp  # noqa: E402

PIXELS, AUGMENT, CLASSES = 784, 300, 10
N = PIXELS + AUGMENT + CLASSES
BATCH, K, D = options.batch, options.neighbours, options.length
rng = np.random.default_rng(1)
as32 = lambda values: jnp.asarray(values, dtype=jnp.float32)

rows, columns = np.indices((BATCH, PIXELS))
grey = np.where((rows * 31 + columns * 7) % 5 == 0, ((rows * 131 + columns * 17) % 97) / 96, 0)
x0 = as32(np.concatenate([grey, np.zeros((BATCH, N - PIXELS))], axis=1))
targets = as32(np.where(np.arange(BATCH)[:, None] % CLASSES == np.arange(CLASSES), 1, -1))


def small_world():
    """A ring of K neighbours with a tenth of the far ends drawn again; edges and their number are as in the models."""
    edges = set()
    for step in range(1, K // 2 + 1):
        for i in range(N):
            j = (i + step) % N
            if rng.random() < 0.1:
                j = int(rng.integers(N))
            while j == i or (min(i, j), max(i, j)) in edges:
                j = int(rng.integers(N))
            edges.add((min(i, j), max(i, j)))
    return jnp.asarray(np.array(sorted(edges), dtype=np.int32))


def solve(field, state, args):
    return diffrax.diffeqsolve(
        diffrax.ODETerm(field), diffrax.Tsit5(), 0.0, 1.0, 1e-2, state, args,
        stepsize_controller=diffrax.PIDController(rtol=1e-3, atol=1e-6), max_steps=5000,
    )


def loss_of(x):
    return jnp.mean(jnp.sum((x[:, -CLASSES:] - targets) ** 2, axis=1))


weights = as32(rng.standard_normal((N, N)) / np.sqrt(N))
bias = as32(rng.standard_normal(N) / np.sqrt(N))

if options.task == "hopfield":
    params = {"weights": weights, "bias": bias}

    def loss(params):
        # Made once a step, not once an evaluation.
        symmetric = (params["weights"] + params["weights"].T) / 2
        field = lambda t, x, args: jax.nn.relu(x) @ args[0] - x + args[1]
        solution = solve(field, x0, (symmetric, params["bias"]))
        return loss_of(solution.ys[0]), solution.stats["num_accepted_steps"]

else:
    symmetric = (weights + weights.T) / 2
    edges = [small_world(), small_world()]
    count = len(edges[0])
    start = np.zeros((N, D))
    start[:, 0] = 1
    start[:, 1:] = rng.standard_normal((N, D - 1)) * 1e-2
    params = {
        "linear": as32(rng.standard_normal(count) / np.sqrt(K)),
        "rectified": as32(rng.standard_normal(count) / np.sqrt(K)),
        "start": as32(start),
        "omega": as32(rng.standard_normal((D, D))),
        "strength": as32(1e-2),
    }

    def scatter(rows, ends):
        """Rows [E, batch, ...] added up at both of their ends."""
        (to_first, to_second), (first, second) = rows, ends
        zeros = jnp.zeros((N, *to_first.shape[1:]), dtype=jnp.float32)
        return zeros.at[first].add(to_first).at[second].add(to_second)

    def field(t, state, args):
        x, mu = state
        params, = args
        # Oscillators first, so that a gather takes rows.
        mu = jnp.moveaxis(mu / jnp.linalg.norm(mu, axis=-1, keepdims=True), 0, 1)
        g = jax.nn.relu(x).T
        i, j = edges[0][:, 0], edges[0][:, 1]
        a, b = mu[i], mu[j]
        s = jnp.sum(a * b, axis=-1)
        w = (params["linear"][:, None] + params["rectified"][:, None] * jax.nn.relu(s))[..., None]
        force = scatter((w * b, w * a), (i, j))
        i, j = edges[1][:, 0], edges[1][:, 1]
        a, b = mu[i], mu[j]
        s = jnp.sum(a * b, axis=-1)
        drive = scatter((s * g[j], s * g[i]), (i, j))
        w = (params["strength"] * g[i] * g[j])[..., None]
        force = force - scatter((w * b, w * a), (i, j))
        skew = (params["omega"] - params["omega"].T) / 2
        turned = -(force - jnp.sum(force * mu, axis=-1, keepdims=True) * mu) + mu @ skew
        dx = jax.nn.relu(x) @ symmetric - x + bias + params["strength"] * drive.T
        return dx, jnp.moveaxis(turned, 1, 0)

    def loss(params):
        start = params["start"] / jnp.linalg.norm(params["start"], axis=-1, keepdims=True)
        solution = solve(field, (x0, jnp.broadcast_to(start, (BATCH, N, D))), (params,))
        return loss_of(solution.ys[0][0]), solution.stats["num_accepted_steps"]


optimiser = optax.lion(optax.exponential_decay(1e-4, 1000, 0.5))


@jax.jit
def step(params, state):
    (value, steps), gradient = jax.value_and_grad(loss, has_aux=True)(params)
    updates, state = optimiser.update(gradient, state, params)
    return optax.apply_updates(params, updates), state, value, steps


state = optimiser.init(params)
begun = time.perf_counter()
step = step.lower(params, state).compile()
compile_ms = (time.perf_counter() - begun) * 1e3
seen = {}


def run():
    global params, state
    params, state, value, steps = jax.block_until_ready(step(params, state))
    seen.update(loss=float(value), steps=int(steps))


# A coupled step takes long enough to be timed by few runs.
for _ in range(options.warm):
    run()
times, work = [], []
for _ in range(options.runs):
    begun, used = time.perf_counter(), time.process_time()
    run()
    times.append((time.perf_counter() - begun) * 1e3)
    work.append((time.process_time() - used) * 1e3)
times.sort()
print(json.dumps({
    "task": f"hk-{options.task}",
    "peer": "jax",
    "threads": options.threads,
    "batch": BATCH,
    "steps": seen["steps"],
    "peakMB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    "versions": {"python": platform.python_version(), "jax": jax.__version__, "diffrax": diffrax.__version__},
    "cpuMs": round(min(work)),
    "compileMs": round(compile_ms),
    "medianMs": times[len(times) // 2],
    "minMs": times[0],
}), flush=True)
