// The packed form that leaves the library: 32 components an int32 word, lowest bit first, bit 1 for -1, padding bits zero.

/** Number of words of a vector. */
export function wordsPerRow(dimension: number): number {
  return Math.ceil(dimension / 32);
}

/** Packs the signs of row-major values `[rows, D]`; `sgn(0) = +1`. */
export function packSigns(values: ArrayLike<number>, dimension: number): Int32Array {
  const width = wordsPerRow(dimension);
  const rows = dimension === 0 ? 0 : values.length / dimension;
  const words = new Int32Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < dimension; i += 1) {
      const place = row * width + (i >>> 5);
      if ((values[row * dimension + i] ?? 0) < 0) words[place] = (words[place] ?? 0) | (1 << (i & 31));
    }
  }
  return words;
}

/** Unpacks words into row-major ±1 values `[rows, D]`. */
export function unpackSigns(words: ArrayLike<number>, dimension: number): Float32Array {
  const width = wordsPerRow(dimension);
  const rows = width === 0 ? 0 : words.length / width;
  const values = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < dimension; i += 1) {
      const bit = ((words[row * width + (i >>> 5)] ?? 0) >>> (i & 31)) & 1;
      values[row * dimension + i] = bit === 1 ? -1 : 1;
    }
  }
  return values;
}
