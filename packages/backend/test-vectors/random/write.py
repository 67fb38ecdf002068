"""Writes random.json: what @vsa/backend/random must return, by an independent implementation.

Only Python's standard library: hashlib for SHA-256, whole numbers of any size for xoroshiro128+ (Blackman and Vigna, 2018:
rotations 24, 16, 37), math.log for the polar method. Run: python3 write.py > random.json
"""

import hashlib
import json
import math
import struct

MASK = 2**64 - 1


def derive(path):
    return hashlib.sha256(("vsa/random/" + path).encode()).hexdigest()[:32]


def name(data):
    return f"text/{data}" if isinstance(data, str) else f"integer/{data}"


def key(seed):
    return derive("seed/" + name(seed))


def split(parent, count):
    return [derive(f"split/{parent}/{i}") for i in range(count)]


def fold_in(parent, data):
    return derive(f"fold/{parent}/{name(data)}")


def words(k):
    """Unsigned low halves of the 64-bit outputs."""
    s0, s1 = int(k[:16], 16), int(k[16:], 16)
    rotate = lambda x, n: ((x << n) | (x >> (64 - n))) & MASK
    while True:
        yield (s0 + s1) & 0xFFFFFFFF
        s1 ^= s0
        s0, s1 = rotate(s0, 24) ^ s1 ^ ((s1 << 16) & MASK), rotate(s1, 37)


def signed(word):
    return word - 2**32 if word >= 2**31 else word


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def uniform(k, n, low=0.0, high=1.0):
    source, out = words(k), []
    while len(out) < n:
        value = f32(low + (high - low) * 2**-24 * (next(source) >> 8))
        if value < high:
            out.append(value)
    return out


def bipolar(k, n):
    source = words(k)
    return [-1 if next(source) >= 2**31 else 1 for _ in range(n)]


def bernoulli(k, n, p):
    source = words(k)
    return [int(next(source) < p * 2**32) for _ in range(n)]


def below(source, bound):
    bits = (bound - 1).bit_length()
    if bits == 0:
        return 0
    while True:
        value = next(source) >> (32 - bits)
        if value < bound:
            return value


def integers(k, n, low, high):
    source = words(k)
    return [low + below(source, high - low) for _ in range(n)]


def normal(k, n, mean=0.0, deviation=1.0):
    source, out = words(k), []
    while len(out) < n:
        x = (signed(next(source)) + 0.5) / 2**31
        y = (signed(next(source)) + 0.5) / 2**31
        r = x * x + y * y
        if r < 1:
            scale = deviation * math.sqrt(-2 * math.log(r) / r)
            out += [mean + scale * x, mean + scale * y]
    return out[:n]


def open_unit(source):
    return (next(source) + 0.5) / 2**32


def gumbel(k, n):
    source = words(k)
    return [-math.log(-math.log(open_unit(source))) for _ in range(n)]


def categorical(k, probabilities, count):
    source, out = words(k), []
    for _ in range(count):
        threshold = open_unit(source) * sum(probabilities)
        total = 0.0
        for index, p in enumerate(probabilities):
            total += p
            if total > threshold:
                out.append(index)
                break
    return out


def categorical_from_logits(k, logits, count):
    source, out = words(k), []
    for _ in range(count):
        scores = [logit - math.log(-math.log(open_unit(source))) for logit in logits]
        out.append(scores.index(max(scores)))
    return out


def choice(k, n, count):
    source, order = words(k), list(range(n))
    for i in range(min(count, n - 1)):
        j = i + below(source, n - i)
        order[i], order[j] = order[j], order[i]
    return order[:count]


root = key(0)
print(json.dumps({
    "keys": {
        "key(0)": key(0),
        "key(-7)": key(-7),
        "key(9007199254740991)": key(2**53 - 1),
        "key('0')": key("0"),
        "key('grün')": key("grün"),
        "split(key(0), 3)": split(root, 3),
        "foldIn(key(0), 1)": fold_in(root, 1),
        "foldIn(key(0), '1')": fold_in(root, "1"),
    },
    "uniform": uniform(root, 16),
    "uniformIn": uniform(root, 16, -3.0, 5.0),
    "bipolar": bipolar(root, 32),
    "bernoulli": bernoulli(root, 32, 0.25),
    "integers": integers(root, 16, -10, 1000),
    "integersAll": integers(root, 8, -2**31, 2**31),
    "normal": normal(root, 15),
    "normalAt": normal(root, 16, 10.0, 0.5),
    "gumbel": gumbel(root, 16),
    "categorical": categorical(root, [0.25, 0.0, 0.5, 2.25], 32),
    "categoricalFromLogits": categorical_from_logits(root, [0.0, -math.inf, 1.0, 2.0], 16).copy(),
    "permutation": choice(root, 20, 20),
    "choice": choice(root, 1000, 12),
}, indent=1))
