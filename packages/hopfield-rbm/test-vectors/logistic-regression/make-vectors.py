"""Vectors for @vsa/hopfield-rbm: multinomial logistic regression by scikit-learn, without penalty.

Usage: python make-vectors.py > vectors.json
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(7)
CLASSES, FEATURES, ROWS = 4, 3, 80
labels = np.arange(ROWS) % CLASSES
# Overlapping classes: without a penalty, only then a solution exists.
features = np.round(rng.normal(size=(ROWS, FEATURES)) * [1, 10, 0.1] + 0.7 * labels[:, None] * [1, 10, -0.1] + [0, 300, 5], 6)
model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=100_000, solver="newton-cholesky").fit(features, labels)
weights = np.hstack([model.coef_, model.intercept_[:, None]])
print(json.dumps({
    "source": f"scikit-learn {sklearn.__version__}",
    "features": features.tolist(),
    "labels": labels.tolist(),
    # Coefficients are defined up to a common vector: the last class has none here.
    "coefficients": (weights - weights[-1]).tolist(),
    "loss": float(-np.log(model.predict_proba(features)[np.arange(ROWS), labels]).mean()),
}))
