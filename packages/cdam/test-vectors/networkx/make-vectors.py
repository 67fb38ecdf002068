"""Writes vectors.json beside this file: graphs, their matrices and statistics by networkx."""

import json
import pathlib

import networkx as nx
import numpy as np

HERE = pathlib.Path(__file__).parent


def normalised(A):
    """D^-1/2 A D^-1/2 with row sums; rows without a sum keep factor 1."""
    sums = A.sum(1)
    factors = np.where(sums > 0, sums, 1.0) ** -0.5
    return factors[:, None] * A * factors[None, :]


def record(graph, edges=None):
    nodes = sorted(graph)
    A = nx.to_numpy_array(graph, nodelist=nodes)
    hops = dict(nx.all_pairs_shortest_path_length(graph))
    return {
        "type": "directed" if graph.is_directed() else "undirected",
        "vertices": len(nodes),
        "edges": edges or sorted([min(u, v), max(u, v)] if not graph.is_directed() else [u, v] for u, v in graph.edges()),
        "adjacency": A.ravel().tolist(),
        "normalised": [float(f"{x:.15g}") for x in normalised(A).ravel()],
        "hops": [hops[u].get(v, -1) for u in nodes for v in nodes],
    }


named = {
    "cycle": nx.cycle_graph(7),
    "directed-cycle": nx.cycle_graph(7, create_using=nx.DiGraph),
    "path": nx.path_graph(6),
    "complete": nx.complete_graph(6),
    "barbell": nx.barbell_graph(10, 10),
    "tutte": nx.tutte_graph(),
    "karate": nx.Graph(list(nx.karate_club_graph().edges())),
}
rng = np.random.default_rng(5)
given = {}
for name, make in {"multi": nx.MultiGraph, "multi-directed": nx.MultiDiGraph}.items():
    graph = make()
    graph.add_nodes_from(range(9))
    edges = [[int(u), int(v), float(w) / 4] for u, v, w in zip(*rng.integers(0, 8, (2, 20)), rng.integers(1, 9, 20))]
    graph.add_weighted_edges_from(edges)
    given[name] = record(graph, edges)

SEEDS = 200
watts = [nx.average_clustering(nx.connected_watts_strogatz_graph(60, 6, 0.2, seed=s)) for s in range(SEEDS)]
regular = [sum(nx.triangles(nx.random_regular_graph(3, 46, seed=s)).values()) / 3 for s in range(SEEDS)]
erdos = [nx.gnp_random_graph(40, 0.1, seed=s).number_of_edges() for s in range(SEEDS)]
statistics = {
    name: {"mean": float(np.mean(values)), "deviation": float(np.std(values)), "graphs": SEEDS}
    for name, values in {"watts-clustering": watts, "regular-triangles": regular, "erdos-edges": erdos}.items()
}

halves = [0 if club == "Mr. Hi" else 1 for _, club in sorted(nx.karate_club_graph().nodes(data="club"))]
out = {"named": {name: record(graph) for name, graph in named.items()}, "given": given, "karateHalves": halves, "statistics": statistics}
(HERE / "vectors.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
print("networkx", nx.__version__, "numpy", np.__version__)
