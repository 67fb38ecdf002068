"""Writes optax.json: what Lion must do with given gradients under optax's defaults and its exponential decay.

The gradients are those of optim.json. Run with JAX and Optax: python write_optax.py > optax.json
"""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import optax

known = json.loads((pathlib.Path(__file__).parent / "optim.json").read_text())


def leaves(tree):
    return {name: jnp.asarray(values, dtype=jnp.float64) for name, values in tree.items()}


def walk(optimiser):
    params = leaves(known["params"])
    state = optimiser.init(params)
    trajectory = []
    for gradient in known["gradients"]:
        updates, state = optimiser.update(leaves(gradient), state, params)
        params = optax.apply_updates(params, updates)
        trajectory.append({name: value.tolist() for name, value in params.items()})
    return [trajectory[0], trajectory[1], trajectory[-1]]


# Continuous, not in stairs; the rates of a long run at its start, within it and at its end.
schedule = optax.exponential_decay(1e-4, 1000, 0.5)
steps = [0, 1, 500, 1000, 2500, 9000]
print(json.dumps({
    "lion": walk(optax.lion(0.01)),
    "lionExponential": walk(optax.lion(optax.exponential_decay(0.02, 10, 0.5))),
    "rates": {"steps": steps, "values": [float(schedule(step)) for step in steps]},
}, indent=1))
