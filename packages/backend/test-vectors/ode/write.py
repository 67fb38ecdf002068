"""Writes ode.json: the accepted steps, counts and saved states of SciPy's RK45 in float64 on small problems.

SciPy's RK45 is Dormand and Prince's pair with the plain controller h <- h min(10, max(0.2, 0.9 error^(-1/5))), the same norm as ours, and
Shampine's polynomial between steps. Run with NumPy and SciPy: python write.py > ode.json
"""

import json

import numpy as np
from scipy.integrate import solve_ivp


def predator(t, y):
    return [1.5 * y[0] - y[0] * y[1], y[0] * y[1] - 3 * y[1]]


def vanderpol(t, y):
    return [y[1], 2 * (1 - y[0] ** 2) * y[1] - y[0]]


def driven(t, y):
    return [y[1], -np.sin(y[0]) - 0.1 * y[1] + 0.5 * np.cos(2 * t)]


CASES = [
    ("predator", predator, [2.0, 1.0], 8.0, 1e-3, 1e-3, 0.125),
    ("predator", predator, [2.0, 1.0], 8.0, 1e-4, 1e-5, None),
    ("vanderpol", vanderpol, [2.0, 0.0], 12.0, 1e-3, 1e-4, 1.0),
    ("vanderpol", vanderpol, [2.0, 0.0], 12.0, 1e-4, 1e-4, None),
    ("driven", driven, [1.0, 0.0], 20.0, 1e-3, 1e-3, 0.5),
    ("driven", driven, [1.0, 0.0], 20.0, 1e-5, 1e-5, None),
]

cases = []
for name, field, y0, t1, rtol, atol, first_step in CASES:
    solution = solve_ivp(field, (0, t1), y0, method="RK45", rtol=rtol, atol=atol, first_step=first_step, dense_output=True)
    assert solution.status == 0
    # Every accepted step but those rejected costs six evaluations; the start costs one, and choosing the first step another.
    attempts = (solution.nfev - (1 if first_step else 2)) // 6
    saved = [t1 * share for share in (0.125, 0.3, 0.45, 0.7, 0.95)]
    cases.append(
        {
            "problem": name,
            "y0": y0,
            "t1": t1,
            "rtol": rtol,
            "atol": atol,
            "firstStep": first_step,
            "ts": solution.t.tolist(),
            "rejected": attempts - (len(solution.t) - 1),
            "evaluations": solution.nfev,
            "end": solution.y[:, -1].tolist(),
            "saveAt": saved,
            "saved": solution.sol(saved).T.tolist(),
        }
    )
print(json.dumps({"cases": cases}, indent=1))
