// Where the vertices are drawn: a force layout, the same every time.

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';

/** A place in the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

const ROUNDS = 300;

/**
 * Places the vertices of a graph in a square from 0 to 100.
 *
 * @param vertices - How many.
 * @param edges - Pairs of ends.
 * @returns A place each.
 */
export function placesOf(vertices: number, edges: readonly (readonly [number, number])[]): readonly Place[] {
  const nodes: SimulationNodeDatum[] = Array.from({ length: vertices }, () => ({}));
  const links = edges.map(([source, target]) => ({ source, target }));
  forceSimulation(nodes)
    .force('links', forceLink(links).distance(10).strength(0.7))
    .force('apart', forceManyBody().strength(-30))
    .force('room', forceCollide(4))
    .force('x', forceX(0).strength(0.04))
    .force('y', forceY(0).strength(0.04))
    .stop()
    .tick(ROUNDS);
  const [xs, ys] = [nodes.map(({ x = 0 }) => x), nodes.map(({ y = 0 }) => y)];
  const scaled = (values: readonly number[]): readonly number[] => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => 6 + (88 * (value - least)) / Math.max(most - least, 1e-9));
  };
  const [x, y] = [scaled(xs), scaled(ys)];
  return nodes.map((_, vertex) => ({ x: x[vertex] ?? 50, y: y[vertex] ?? 50 }));
}
