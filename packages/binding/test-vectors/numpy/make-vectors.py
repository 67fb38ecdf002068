"""Writes vectors.json: what NumPy and SciPy say about transforms, convolutions, bundles and similarities.

Run as `python make-vectors.py` with NumPy and SciPy installed. Inputs are float32 numbers, results are computed in float64.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.linalg import circulant
from scipy.spatial.distance import cdist

rng = np.random.default_rng(20240229)


def numbers(array):
    """Nested lists with nine significant digits, enough to name every float32."""
    return json.loads(json.dumps(np.asarray(array).tolist()), parse_float=lambda text: float(f"{float(text):.9g}"))


def signal(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def fourier(length):
    re, im = signal(length), signal(length)
    result = scipy.fft.fft(re.astype(np.float64) + 1j * im.astype(np.float64))
    return {
        "length": length,
        "re": numbers(re),
        "im": numbers(im),
        "resultRe": numbers(result.real),
        "resultIm": numbers(result.imag),
    }


def convolution(length):
    a, b = signal(length), signal(length)
    matrix = circulant(b.astype(np.float64))
    return {
        "length": length,
        "a": numbers(a),
        "b": numbers(b),
        "convolved": numbers(matrix @ a),
        # Σ_m a[m] b[(n + m) mod D]: convolution of b with the reversed a.
        "correlated": numbers(matrix @ np.roll(a[::-1], 1).astype(np.float64)),
        "deconvolved": numbers(np.linalg.solve(matrix, a.astype(np.float64))),
        "condition": numbers(np.linalg.cond(matrix)),
    }


def phases():
    angles = rng.uniform(-np.pi, np.pi, (5, 24)).astype(np.float32)
    wide = angles.astype(np.float64)
    points = np.exp(1j * wide)
    return {
        "angles": numbers(angles),
        "bundle": numbers(np.angle(points.sum(axis=0))),
        "bound": numbers(np.angle(points[0] * points[1])),
        "unbound": numbers(np.angle(points[0] / points[1])),
        "similarity": numbers((points @ points.conj().T).real / wide.shape[1]),
    }


def real():
    a, b = signal(3, 20), signal(4, 20)
    return {"a": numbers(a), "b": numbers(b), "cosine": numbers(1 - cdist(a, b, "cosine"))}


def bits():
    a, b = rng.integers(0, 2, (3, 33)), rng.integers(0, 2, (4, 33))
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "exclusiveOr": np.bitwise_xor(a, b[:3]).tolist(),
        "majority": (a.sum(axis=0) >= 2).astype(int).tolist(),
        "similarity": numbers(1 - 2 * cdist(a, b, "hamming")),
    }


vectors = {
    "fourier": [fourier(n) for n in (1, 2, 3, 7, 16, 60, 64, 67, 97, 128, 134, 210)],
    "convolution": [convolution(n) for n in (1, 2, 8, 60, 67)],
    "phases": phases(),
    "real": real(),
    "bits": bits(),
}
target = pathlib.Path(__file__).with_name("vectors.json")
target.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")
print(f"NumPy {np.__version__}, SciPy {scipy.__version__}: {target.name}, {target.stat().st_size} bytes")
