// A cycle of colours for phases, as 32-bit words of a picture's memory.

/** Steps of the cycle. */
const COUNT = 256;

/** Alpha, blue, green, red from high to low byte: the order of little-endian pixels, which all browsers have. */
export const colours: Uint32Array = Uint32Array.from({ length: COUNT }, (_, index) => {
  const angle = (2 * Math.PI * index) / COUNT;
  // Three cosines a third of a turn apart have nearly one lightness all round.
  const [red, green, blue] = [0, 1, 2].map((part) =>
    Math.round(128 + 110 * Math.cos(angle - (2 * Math.PI * part) / 3)),
  );
  return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
});
