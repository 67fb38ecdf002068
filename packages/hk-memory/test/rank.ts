// Ranks of small matrices.

/** Rank of a square matrix, row-major, by elimination with full pivots; what is below 1e-5 of the largest entry counts as zero. */
export function rankOf(values: Float64Array, size: number): number {
  const matrix = Array.from({ length: size }, (_, row) => [...values.slice(row * size, (row + 1) * size)]);
  const zero = 1e-5 * Math.max(...values.map(Math.abs));
  let rank = 0;
  for (; rank < size; rank += 1) {
    let pivot = { row: rank, column: rank, size: 0 };
    for (let row = rank; row < size; row += 1) {
      for (let column = rank; column < size; column += 1) {
        const entry = Math.abs(matrix[row]?.[column] ?? 0);
        if (entry > pivot.size) pivot = { row, column, size: entry };
      }
    }
    if (pivot.size <= zero) break;
    swap(matrix, rank, pivot.row);
    for (const row of matrix) swap(row, rank, pivot.column);
    const top = matrix[rank] ?? [];
    for (const row of matrix.slice(rank + 1)) {
      const factor = (row[rank] ?? 0) / (top[rank] ?? 1);
      for (const [column, value] of top.entries()) row[column] = (row[column] ?? 0) - factor * value;
    }
  }
  return rank;
}

function swap(list: unknown[], a: number, b: number): void {
  const [x, y] = [list[a], list[b]];
  if (x !== undefined && y !== undefined) [list[a], list[b]] = [y, x];
}
