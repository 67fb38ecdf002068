"""Writes vectors.json beside this file: small worlds by networkx, without rewiring edge for edge, with it as statistics over many seeds."""

import json
import pathlib

import networkx as nx
import numpy as np

HERE = pathlib.Path(__file__).parent
SEEDS = 400

rings = [
    {"vertices": n, "neighbours": k, "edges": sorted([min(e), max(e)] for e in nx.connected_watts_strogatz_graph(n, k, 0, seed=1).edges())}
    for n, k in [(3, 2), (7, 4), (8, 6), (20, 2), (30, 10)]
]


def measured(graph):
    """Number of edges, second and third central moment of the degrees, mean clustering coefficient, mean length of shortest paths."""
    degrees = np.array([d for _, d in graph.degree()], dtype=float)
    around = degrees - degrees.mean()
    return [
        graph.number_of_edges(),
        (around**2).mean(),
        (around**3).mean(),
        nx.average_clustering(graph),
        nx.average_shortest_path_length(graph),
    ]


NAMES = ["edges", "variance", "third", "clustering", "length"]
worlds = []
# The last has the paper's share of neighbours, 150 of 1094, and its probability.
for n, k, p in [(60, 6, 0.1), (60, 6, 0.5), (40, 4, 1), (110, 16, 0.1)]:
    rows = np.array([measured(nx.connected_watts_strogatz_graph(n, k, p, seed=s)) for s in range(SEEDS)])
    statistics = {
        name: {"mean": float(rows[:, at].mean()), "deviation": float(rows[:, at].std(ddof=1))}
        for at, name in enumerate(NAMES)
    }
    worlds.append({"vertices": n, "neighbours": k, "rewire": p, "graphs": SEEDS, "statistics": statistics})

(HERE / "vectors.json").write_text(json.dumps({"rings": rings, "worlds": worlds}, separators=(",", ":")) + "\n")
print("networkx", nx.__version__, "numpy", np.__version__)
