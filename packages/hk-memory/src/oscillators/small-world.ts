// The sparsity patterns of section 6: small worlds after D. Watts and S. Strogatz, Nature 393, 1998.

import { checkProbability, checkWhole } from '@vsa/backend/check';
import { foldIn, integers, uniform, type RandomKey } from '@vsa/backend/random';

/** Attempts before the generator says that its request is too unlikely. */
const ATTEMPTS = 100;

/** Options of {@link smallWorldEdges}. */
export interface SmallWorldOptions {
  /** N >= 3. */
  readonly vertices: number;
  /** k: each vertex starts joined to its k nearest on a ring; even, 2 <= k < N. */
  readonly neighbours: number;
  /** Probability that an edge's far end is drawn again. @defaultValue the paper's, `0.1` */
  readonly rewire?: number | undefined;
}

/**
 * Edges of a connected small world: a ring whose edges have their far ends rewired; drawn again until it is connected.
 *
 * @param key - Fixes the graph, on every engine.
 * @param options - See {@link SmallWorldOptions}.
 * @returns Pairs (i, j) with i < j, sorted, each once: exactly `N k / 2` edges, so `N k` numbers.
 * @throws TypeError when `key` is no key; RangeError for k odd or not below N, a rewiring that is no probability, or when no connected graph is found in 100 attempts.
 * @example
 * ```ts
 * import { key } from '@vsa/backend/random';
 * import { smallWorldEdges } from '@vsa/hk-memory';
 *
 * console.log(smallWorldEdges(key(33), { vertices: 1094, neighbours: 150 }).length / 2); // => 82050
 * ```
 */
export function smallWorldEdges(
  key: RandomKey,
  { vertices, neighbours, rewire = 0.1 }: SmallWorldOptions,
): Int32Array {
  const where = 'hk-memory.smallWorldEdges';
  checkWhole(where, 'vertices', vertices, 3);
  checkWhole(where, 'neighbours', neighbours, 2);
  checkProbability(where, 'rewire', rewire);
  if (neighbours % 2 === 1 || neighbours >= vertices) {
    throw new RangeError(
      `${where}: expected neighbours to be even and < ${vertices}, the number of vertices, got ${neighbours}.`,
    );
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const around = rewired(foldIn(key, attempt), vertices, neighbours / 2, rewire);
    if (isConnected(around)) return pairsOf(around);
  }
  throw new RangeError(
    `${where}: found no connected graph in ${ATTEMPTS} attempts; raise neighbours or lower rewire.`,
  );
}

type Around = readonly ReadonlySet<number>[];

function rewired(key: RandomKey, vertices: number, reach: number, probability: number): Around {
  const around = Array.from({ length: vertices }, () => new Set<number>());
  const join = (a: number, b: number): void => {
    around[a]?.add(b);
    around[b]?.add(a);
  };
  for (let step = 1; step <= reach; step += 1) {
    for (let u = 0; u < vertices; u += 1) join(u, (u + step) % vertices);
  }
  const coins = uniform(foldIn(key, 'coins'), [reach * vertices]);
  for (let edge = 0; edge < reach * vertices; edge += 1) {
    const [u, step] = [edge % vertices, Math.floor(edge / vertices) + 1];
    const mine = around[u];
    const full = mine === undefined || mine.size >= vertices - 1;
    if (full || (coins[edge] ?? 1) >= probability) continue;
    const old = (u + step) % vertices;
    // Each vertex that is neither u nor a neighbour is as likely as the others.
    const free = Array.from({ length: vertices }, (_, v) => v).filter((v) => v !== u && !mine.has(v));
    const [place = 0] = integers(foldIn(key, edge), [1], { high: free.length });
    mine.delete(old);
    around[old]?.delete(u);
    join(u, free[place] ?? old);
  }
  return around;
}

function isConnected(around: Around): boolean {
  const seen = new Set([0]);
  for (const vertex of seen) for (const next of around[vertex] ?? []) seen.add(next);
  return seen.size === around.length;
}

function pairsOf(around: Around): Int32Array {
  return Int32Array.from(
    around.flatMap((others, u) =>
      [...others]
        .filter((v) => v > u)
        .sort((a, b) => a - b)
        .flatMap((v) => [u, v]),
    ),
  );
}
