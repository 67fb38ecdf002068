// From a tree to clusters.

import { checkWhole } from '@vsa/backend/check';
import type { WardTree } from './ward.js';

/**
 * Undoes the last merges of a tree until there are k clusters, numbered as scikit-learn numbers them. Cost O(n + k log k).
 *
 * @param tree - A tree of n rows.
 * @param clusters - k, from 1 to n.
 * @returns Cluster of each row, 0 to k - 1, `[n]`.
 * @throws TypeError or RangeError when k is no such number.
 */
export function cutTree(tree: WardTree, clusters: number): Int32Array {
  const where = 'hopfield-rbm.cutTree';
  const { rows, children } = tree;
  checkWhole(where, 'the number of clusters', clusters, 1);
  if (clusters > rows) {
    throw new RangeError(`${where}: expected at most ${rows} clusters, one a row, got ${clusters}.`);
  }
  // A binary heap with the latest node on top, as Python's heapq keeps it: its order numbers the clusters.
  const heap = [2 * rows - 2];
  while (heap.length < clusters) {
    const merge = (heap[0] ?? 0) - rows;
    push(heap, children[2 * merge] ?? 0);
    heap[0] = children[2 * merge + 1] ?? 0;
    settle(heap);
  }
  const labels = new Int32Array(rows);
  for (const [label, node] of heap.entries()) {
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next < rows) labels[next] = label;
      else open.push(children[2 * (next - rows)] ?? 0, children[2 * (next - rows) + 1] ?? 0);
    }
  }
  return labels;
}

function push(heap: number[], node: number): void {
  heap.push(node);
  rise(heap, heap.length - 1, 0);
}

/** Moves an entry up while it is greater than its parent. */
function rise(heap: number[], place: number, top: number): void {
  const node = heap[place] ?? 0;
  let at = place;
  while (at > top) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above >= node) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = node;
}

/** Puts a new top in its place: heapq lets it fall to a leaf along greater children, then rise. */
function settle(heap: number[]): void {
  const node = heap[0] ?? 0;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const right = child + 1;
    if (right < heap.length && (heap[child] ?? 0) <= (heap[right] ?? 0)) child = right;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = node;
  rise(heap, at, 0);
}
