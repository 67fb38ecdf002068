"""Writes the outside vectors of @vsa/backend's conformance suite.

Every operation is computed in float64 by NumPy or SciPy from float32 inputs; gradients of sum(w * f(x)), w_i = cos(i), are central
differences in float64 (step 1e-6, error about 1e-9). Run: python3 tooling/vectors/ops.py
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import signal, special

rng = np.random.default_rng(20260101)
OUT = pathlib.Path(__file__).parents[2] / "packages/backend/src/testing/vectors.generated.ts"
cases = {}


def real(*shape):
    return rng.normal(size=shape).astype(np.float32)


def positive(*shape):
    return rng.uniform(0.3, 2.0, size=shape).astype(np.float32)


def away(*shape):
    """Values at least 0.1 away from 0 and from half-integers, where kinks are."""
    x = rng.uniform(0.1, 0.4, size=shape) + rng.integers(-3, 3, size=shape)
    return x.astype(np.float32)


def tensor(x):
    x = np.asarray(x)
    kind = {"f": "float32", "i": "int32", "b": "bool"}[x.dtype.kind]
    if kind == "float32":
        values = [float(np.float32(v)) if np.isfinite(v) else str(v) for v in x.ravel()]
        values = [float(f"{v:.9g}") if not isinstance(v, str) else v for v in values]
    else:
        values = [int(v) for v in x.ravel()]
    return {"shape": list(x.shape), "dtype": kind, "values": values}


def exact(x):
    """Nine digits: more than float32 holds."""
    x = np.asarray(x)
    entry = tensor(x)
    if x.dtype.kind == "f":
        entry["values"] = [float(f"{v:.9g}") for v in x.astype(np.float64).ravel()]
    return entry


def case(name, f, *inputs, grad=True):
    wide = [x.astype(np.float64) if x.dtype.kind == "f" else x for x in inputs]
    out = np.asarray(f(*wide))
    entry = {"inputs": [tensor(x) for x in inputs], "output": exact(out)}
    if grad:
        w = np.cos(np.arange(out.size)).reshape(out.shape)
        grads = []
        for k, x in enumerate(wide):
            if x.dtype.kind != "f":
                grads.append(None)
                continue
            g = np.zeros_like(x)
            for i in np.ndindex(*x.shape):
                step = 1e-6
                moved = [v.copy() for v in wide]
                moved[k][i] = x[i] + step
                up = np.sum(w * f(*moved))
                moved[k][i] = x[i] - step
                g[i] = (up - np.sum(w * f(*moved))) / (2 * step)
            grads.append(exact(g))
        entry["gradients"] = grads
    assert name not in cases, name
    cases[name] = entry


def T(x):
    return np.swapaxes(x, -1, -2)


# elementwise
case("add", np.add, real(3, 4), real(3, 4))
case("add broadcast", np.add, real(2, 1, 4), real(3, 1))
case("sub broadcast", np.subtract, real(4), real(3, 4))
case("mul broadcast", np.multiply, real(3, 1), real(1, 4))
case("mul scalar", lambda a: a * 2.5, real(3, 4))
case("rsub scalar", lambda a: 1 - a, real(3, 4))
case("div broadcast", np.divide, real(3, 4), positive(4))
case("div int32", lambda a, b: a / b, np.array([1, 2, -7], np.int32), np.array([2, 3, 4], np.int32), grad=False)
case("pow", np.power, positive(3, 4), real(4))
case("maximum broadcast", np.maximum, real(3, 4), real(1, 4))
case("minimum broadcast", np.minimum, real(3, 4), real(3, 1))
case("atan2", np.arctan2, real(3, 4), real(3, 4))
case("mod", np.mod, away(3, 4), positive(3, 4), grad=False)
case("add int32", np.add, np.array([1, 2, 3], np.int32), np.array([10, -20, 30], np.int32), grad=False)
for name, f, make in [
    ("neg", np.negative, real), ("abs", np.abs, away), ("sign", np.sign, away), ("square", np.square, real),
    ("sqrt", np.sqrt, positive), ("rsqrt", lambda x: 1 / np.sqrt(x), positive), ("reciprocal", np.reciprocal, positive),
    ("exp", np.exp, real), ("expm1", np.expm1, real), ("log", np.log, positive), ("log1p", np.log1p, positive),
    ("sin", np.sin, real), ("cos", np.cos, real), ("tanh", np.tanh, real), ("sigmoid", special.expit, real),
    ("relu", lambda x: np.maximum(x, 0), away), ("softplus", lambda x: np.logaddexp(0, x), real), ("floor", np.floor, away),
    ("ceil", np.ceil, away),
]:
    case(name, f, make(3, 5))
case("round half to even", np.rint, np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6], np.float32), grad=False)
case("sign of zero", np.sign, np.array([-2, 0, 3], np.float32), grad=False)
case("clip", lambda x: np.clip(x, -0.55, 0.45), away(3, 5))

# logic
a, b = np.array([1, 2, 3, 2], np.float32), np.array([2, 2, 1, 3], np.float32)
for name, f in [("equal", np.equal), ("notEqual", np.not_equal), ("greater", np.greater), ("greaterEqual", np.greater_equal),
                ("less", np.less), ("lessEqual", np.less_equal)]:
    case(name, f, a, b, grad=False)
p, q = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 0], bool)
case("logicalAnd", np.logical_and, p, q, grad=False)
case("logicalOr", np.logical_or, p, q, grad=False)
case("logicalNot", np.logical_not, p, grad=False)
case("where", lambda a, b: np.where(a > b, a, b), real(3, 4), real(3, 4))
case("where broadcast", lambda c, a, b: np.where(c, a, b), np.array([1, 0, 1, 0], bool), real(3, 4), real(3, 1))

# reductions
x3 = real(2, 3, 4)
case("sum all", np.sum, x3)
case("sum axes", lambda x: x.sum(axis=(0, 2)), x3)
case("sum keepDims", lambda x: x.sum(axis=1, keepdims=True), x3)
case("mean axis", lambda x: x.mean(axis=-1), x3)
case("mean all", np.mean, x3)
case("max axis", lambda x: x.max(axis=1), x3)
case("min axes", lambda x: x.min(axis=(1, 2)), x3)
case("prod axis", lambda x: x.prod(axis=1), x3)
zero = real(2, 3)
zero[0, 1] = 0
case("prod with a zero", lambda x: x.prod(axis=1), zero)
case("any", lambda x: x.any(axis=1), np.array([[0, 0], [0, 1]], bool), grad=False)
case("all", lambda x: x.all(axis=1), np.array([[1, 1], [0, 1]], bool), grad=False)
case("argMax", lambda x: x.argmax(axis=-1).astype(np.int32), x3, grad=False)
case("argMax first of ties", lambda x: x.argmax(axis=-1).astype(np.int32), np.array([[1, 3, 3], [2, 2, 2]], np.float32), grad=False)
case("argMin axis 0", lambda x: x.argmin(axis=0).astype(np.int32), x3, grad=False)
case("topK values", lambda x: -np.sort(-x, axis=-1)[..., :2], x3, grad=False)
case("topK indices", lambda x: np.argsort(-x, axis=-1, kind="stable")[..., :2].astype(np.int32), x3, grad=False)
case("cumsum", lambda x: np.cumsum(x, axis=-1), x3)
case("cumsum axis 0", lambda x: np.cumsum(x, axis=0), x3)
case("cumsum exclusive reverse", lambda x: np.flip(np.cumsum(np.flip(x, 1), axis=1), 1) - x, x3)
case("logSumExp", lambda x: special.logsumexp(x, axis=-1), x3)
case("logSumExp large", lambda x: special.logsumexp(x, axis=-1), np.array([[1000, 1001, 999], [-1000, -1001, -1002]], np.float32))
case("logSumExp axes keepDims", lambda x: special.logsumexp(x, axis=(0, 2), keepdims=True), x3)
case("softmax", lambda x: special.softmax(x, axis=-1), x3)
case("softmax large", lambda x: special.softmax(x, axis=-1), np.array([[500, 501, 499]], np.float32))
case("softmax axis 1", lambda x: special.softmax(x, axis=1), x3)
case("logSoftmax", lambda x: special.log_softmax(x, axis=-1), x3)

# products
case("matMul", np.matmul, real(3, 4), real(4, 2))
case("matMul TN", lambda a, b: T(a) @ b, real(4, 3), real(4, 2))
case("matMul NT", lambda a, b: a @ T(b), real(3, 4), real(2, 4))
case("matMul TT", lambda a, b: T(a) @ T(b), real(4, 3), real(2, 4))
case("matMul batch", np.matmul, real(2, 3, 4), real(2, 4, 2))
case("matMul batch NT", lambda a, b: a @ T(b), real(2, 3, 4), real(2, 2, 4))
case("matMul broadcast", np.matmul, real(2, 3, 4), real(4, 2))
case("matMul broadcast ranks", np.matmul, real(2, 1, 3, 4), real(3, 4, 2))
big_a, big_b = real(24, 32), real(32, 28)
case("matMul large TN", lambda a, b: T(a) @ b, np.ascontiguousarray(big_a.T), big_b, grad=False)
case("matMul large NT", lambda a, b: a @ T(b), big_a, np.ascontiguousarray(big_b.T), grad=False)


def conv(x, w, stride, pads):
    (t, bt), (l, r) = pads
    x = np.pad(x, ((0, 0), (t, bt), (l, r), (0, 0)))
    n, h, wd, ci = x.shape
    fh, fw, _, co = w.shape
    oh, ow = (h - fh) // stride + 1, (wd - fw) // stride + 1
    out = np.zeros((n, oh, ow, co))
    for i in range(n):
        for c in range(ci):
            for o in range(co):
                out[i, :, :, o] += signal.correlate2d(x[i, :, :, c], w[:, :, c, o], "valid")[::stride, ::stride][:oh, :ow]
    return out


def same(size, f, s):
    total = max((-(-size // s) - 1) * s + f - size, 0)
    return total // 2, total - total // 2


img = real(2, 5, 6, 2)
case("conv2d valid", lambda x, w: conv(x, w, 1, ((0, 0), (0, 0))), img, real(3, 2, 2, 3))
case("conv2d same", lambda x, w: conv(x, w, 1, (same(5, 3, 1), same(6, 3, 1))), img, real(3, 3, 2, 2))
case("conv2d same stride 2", lambda x, w: conv(x, w, 2, (same(5, 3, 2), same(6, 3, 2))), img, real(3, 3, 2, 2))
case("conv2d padding 1 stride 2", lambda x, w: conv(x, w, 2, ((1, 1), (1, 1))), real(1, 6, 6, 2), real(4, 4, 2, 2))


def conv_t(y, w, size, stride, pads):
    """Transpose of conv, by its definition: <conv(x), y> = <x, conv_t(y)>."""
    out = np.zeros((y.shape[0], *size, w.shape[2]))
    (t, _), (l, _) = pads
    for n, i, j, o in np.ndindex(*y.shape):
        for a in range(w.shape[0]):
            for c in range(w.shape[1]):
                r, s = i * stride + a - t, j * stride + c - l
                if 0 <= r < size[0] and 0 <= s < size[1]:
                    out[n, r, s, :] += y[n, i, j, o] * w[a, c, :, o]
    return out


case("conv2dTranspose", lambda y, w: conv_t(y, w, (6, 6), 2, (same(6, 3, 2), same(6, 3, 2))), real(1, 3, 3, 2), real(3, 3, 2, 2))


def pool(x, k, s, how):
    n, h, w, c = x.shape
    oh, ow = (h - k) // s + 1, (w - k) // s + 1
    out = np.zeros((n, oh, ow, c))
    for i in range(oh):
        for j in range(ow):
            out[:, i, j, :] = how(x[:, i * s:i * s + k, j * s:j * s + k, :], axis=(1, 2))
    return out


case("maxPool2d", lambda x: pool(x, 2, 2, np.max), real(2, 4, 4, 2))
case("maxPool2d negative", lambda x: pool(x, 2, 2, np.max), -positive(1, 4, 4, 2))
case("avgPool2d", lambda x: pool(x, 2, 2, np.mean), real(2, 4, 4, 2))

# moving elements
case("reshape", lambda x: x.reshape(4, 6), x3)
case("transpose", lambda x: x.transpose(2, 0, 1), x3)
case("transpose default", np.transpose, real(3, 4))
case("expandDims", lambda x: x[:, None], real(3, 4))
case("squeeze", lambda x: x[:, 0], real(3, 1, 4))
case("broadcastTo", lambda x: np.broadcast_to(x, (2, 3, 4)), real(3, 1))
case("concat", lambda a, b: np.concatenate([a, b], 1), real(2, 3), real(2, 2))
case("stack", lambda a, b: np.stack([a, b], 1), real(2, 3), real(2, 3))
case("unstack", lambda x: x[:, 0] * x[:, 2], real(4, 3))
case("slice", lambda x: x[1:3, 2:], real(4, 5))
case("pad", lambda x: np.pad(x, ((1, 2), (0, 3)), constant_values=0.5), real(2, 3))
case("tile", lambda x: np.tile(x, (2, 3)), real(2, 3))
case("reverse", lambda x: np.flip(x, 1), real(2, 3))
case("roll", lambda x: np.roll(x, 2, -1), real(2, 5))
case("roll negative axis 0", lambda x: np.roll(x, -1, 0), real(4, 2))
case("gather rows", lambda x, i: x[i], real(6, 3), np.array([0, 2, 2, 5], np.int32))
case("gather axis 1", lambda x, i: x[:, i], real(2, 5, 3), np.array([4, 1, 1], np.int32))
case("gather matrix of indices", lambda x, i: x[i], real(6, 3), np.array([[0, 2], [2, 5]], np.int32))


def segment_sum(x, ids):
    out = np.zeros((4, *x.shape[1:]))
    np.add.at(out, ids, x)
    return out


case("segmentSum", segment_sum, real(5, 3), np.array([0, 2, 2, 3, 0], np.int32))
case("oneHot", lambda i: np.eye(4)[i], np.array([[0, 3], [1, 1]], np.int32), grad=False)
case("oneHot of depth 1", lambda i: (i[..., None] == 0).astype(np.float32), np.array([0, 1, 0], np.int32), grad=False)
case("cast truncates", lambda x: np.trunc(x).astype(np.int32), np.array([-1.7, 1.7, 0.2], np.float32), grad=False)

# compositions
case("stopGradient", lambda x, y: x * y, real(3), real(3), grad=False)
case("mean square of a layer", lambda x, w, b: np.mean(np.square(np.tanh(x @ w + b))), real(5, 4), real(4, 3), real(3))
case("weightedSum", lambda x, y, z: 0.5 * x - 2 * y + 3 * z, real(3, 4), real(3, 4), real(3, 4))

header = (
    "// Written by tooling/vectors/ops.py with NumPy %s and SciPy %s. Do not edit.\n\n"
    "import type { VectorCase } from './vector-case.js';\n\n"
    "/** Inputs, outputs and gradients of every operation, by name. */\n"
    "export const vectors: Readonly<Record<string, VectorCase>> = {\n"
) % (np.__version__, scipy.__version__)
with OUT.open("w") as file:
    file.write(header)
    for name, entry in cases.items():
        file.write(f"  {json.dumps(name)}: {json.dumps(entry)},\n")
    file.write("};\n")
print(f"{len(cases)} cases -> {OUT.name}, {OUT.stat().st_size} bytes")
