"""Writes measure.json: mutual information and linear read-out by scikit-learn. Run: python3 write.py"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import normalized_mutual_info_score

rng = np.random.default_rng(20260108)


def labels(n, classes):
    return rng.integers(classes, size=n)


def information():
    a = labels(60, 4)
    mixed = np.where(rng.random(60) < 0.6, a, labels(60, 4))
    pairs = {
        "apart": (a, labels(60, 3)),
        "noisy": (a, mixed),
        "renamed": (a, 3 - a),
        "finer": (a, 2 * a + labels(60, 2)),
        "one never varies": (a, np.zeros(60, int)),
    }
    return [
        {
            "name": name,
            "a": x.tolist(),
            "b": y.tolist(),
            "value": float(normalized_mutual_info_score(x, y, average_method="geometric")),
        }
        for name, (x, y) in pairs.items()
    ]


def read_out(ridge):
    """Features such as posteriors, rows with sum 1, of three overlapping classes."""
    wanted = labels(40, 3)
    logits = rng.normal(size=(40, 5)) + 1.5 * np.eye(5)[wanted]
    features = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    others = rng.dirichlet(np.ones(5), 20)
    model = RidgeClassifier(alpha=ridge).fit(features, wanted)
    return {
        "ridge": ridge,
        "features": features.ravel().tolist(),
        "labels": wanted.tolist(),
        "others": others.ravel().tolist(),
        "weights": model.coef_.tolist(),
        "intercepts": model.intercept_.tolist(),
        "classes": model.predict(others).tolist(),
    }


found = {
    "by": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
    "information": information(),
    "readOut": [read_out(1.0), read_out(0.01)],
}
out = pathlib.Path(__file__).with_name("measure.json")
out.write_text(json.dumps(found) + "\n")
print(out.name, out.stat().st_size, "bytes")
