// Where to draw the vertices of a graph: distances on paper near those in the graph, by stress majorisation (Gansner, Koren and North,
// 2004). Without chance, so that the same graph is drawn the same way in every figure.

import { hopDistances, type MemoryGraph } from '@vsa/cdam';

/** A vertex on paper, both coordinates in [0, 1]. */
export type Point = readonly [x: number, y: number];

const ROUNDS = 300;

/**
 * Places the vertices of a connected graph.
 *
 * @param graph - The graph.
 * @returns A point for each vertex.
 */
export function layoutOf(graph: MemoryGraph): readonly Point[] {
  const p = graph.vertices;
  const hops = hopDistances(graph);
  // A circle is already the answer for cycles.
  let points: readonly Point[] = Array.from({ length: p }, (_, vertex) => {
    const angle = (2 * Math.PI * vertex) / p - Math.PI / 2;
    return [(p / 6) * Math.cos(angle), (p / 6) * Math.sin(angle)] as const;
  });
  for (let round = 0; round < ROUNDS; round += 1) points = majorised(points, hops);
  return fitted(points);
}

/** One round: each vertex goes to the weighted mean of where the others would have it. */
function majorised(points: readonly Point[], hops: Int32Array): readonly Point[] {
  const p = points.length;
  const moved: Point[] = [...points];
  for (const vertex of points.keys()) {
    const [x, y] = moved[vertex] ?? [0, 0];
    let total = 0;
    let [sumX, sumY] = [0, 0];
    for (const [other, [otherX, otherY]] of moved.entries()) {
      const wanted = hops[vertex * p + other] ?? 0;
      if (wanted <= 0) continue;
      const weight = 1 / wanted ** 2;
      const distance = Math.max(1e-9, Math.hypot(x - otherX, y - otherY));
      total += weight;
      sumX += weight * (otherX + (wanted * (x - otherX)) / distance);
      sumY += weight * (otherY + (wanted * (y - otherY)) / distance);
    }
    if (total > 0) moved[vertex] = [sumX / total, sumY / total];
  }
  return moved;
}

/** Both axes keep one scale; the drawing is centred. */
function fitted(points: readonly Point[]): readonly Point[] {
  const range = (axis: 0 | 1): readonly [number, number] => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [left, right] = range(0);
  const [bottom, top] = range(1);
  const size = Math.max(right - left, top - bottom, 1e-9);
  return points.map(([x, y]) => [
    0.5 + (x - (left + right) / 2) / size,
    0.5 + (y - (bottom + top) / 2) / size,
  ]);
}
