// How much one labelling tells of another.

/**
 * Normalised mutual information `I(a; b) / sqrt(H(a) H(b))` of two labellings of the same things (Strehl and Ghosh 2002).
 *
 * @param a - Labels.
 * @param b - Labels, as many.
 * @returns 0 (nothing) to 1 (each follows from the other); 0 where one of them never varies.
 */
export function normalisedInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const joint = new Map<string, number>();
  const [first, second] = [new Map<number, number>(), new Map<number, number>()];
  for (let index = 0; index < n; index += 1) {
    const [one, other] = [a[index] ?? NaN, b[index] ?? NaN];
    add(joint, `${one},${other}`);
    add(first, one);
    add(second, other);
  }
  const [own, others] = [entropy(first, n), entropy(second, n)];
  // Rounding can leave a little below 0.
  return own * others > 0 ? Math.max(0, own + others - entropy(joint, n)) / Math.sqrt(own * others) : 0;
}

function add<K>(counts: Map<K, number>, name: K): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** In nats. */
function entropy(counts: ReadonlyMap<unknown, number>, n: number): number {
  let sum = 0;
  for (const count of counts.values()) sum -= (count / n) * Math.log(count / n);
  return sum;
}
