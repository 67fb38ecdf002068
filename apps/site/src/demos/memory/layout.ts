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
import type { Drawing } from './drawing.js';

/** A place in the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

const ROUNDS = 300;
/** Empty border, of a side of 100. */
const BORDER = 6;

/**
 * Places the vertices of a graph in a square from 0 to 100.
 *
 * @param graph - Vertices `0`, `1` and so on.
 * @returns A place each.
 */
export function placesOf(graph: Drawing): readonly Place[] {
  const nodes: SimulationNodeDatum[] = graph.mapNodes(() => ({}));
  const links = graph.mapEdges((_edge, _attributes, source, target) => ({
    source: Number(source),
    target: Number(target),
  }));
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
    return values.map(
      (value) => BORDER + ((100 - 2 * BORDER) * (value - least)) / Math.max(most - least, 1e-9),
    );
  };
  const [x, y] = [scaled(xs), scaled(ys)];
  return nodes.map((_, vertex) => ({ x: x[vertex] ?? 50, y: y[vertex] ?? 50 }));
}

/**
 * The vertex that lies nearest in a direction, for moving about by arrow keys.
 *
 * @param places - Of all vertices.
 * @param from - The vertex to leave.
 * @param right - Direction, -1, 0 or 1.
 * @param down - Direction, -1, 0 or 1.
 * @returns A vertex, the same one when nothing lies there.
 */
export function neighbourTowards(
  places: readonly Place[],
  from: number,
  right: number,
  down: number,
): number {
  const here = places[from];
  if (here === undefined) return from;
  let [best, least] = [from, Infinity];
  for (const [vertex, { x, y }] of places.entries()) {
    const along = (x - here.x) * right + (y - here.y) * down;
    const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
    // What lies aside counts twice, and beyond 60 degrees not at all.
    if (along <= 0 || aside > 1.8 * along) continue;
    if (along + 2 * aside < least) [best, least] = [vertex, along + 2 * aside];
  }
  return best;
}
