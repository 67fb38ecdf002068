// Correlations as colours: 1 is red, 0 nearly white, -1 blue, as in the CDAM paper.

/** Ends and middle of the scale; mid tones of the ends stand out on white and on black. */
export const SCALE = { domain: [-1, 0, 1], range: ['#2166ac', '#f7f7f7', '#b2182b'] } as const;

/** Number of colours of a picture; odd, so that 0 has one of its own. */
export const LEVELS = 201;

/**
 * The colours of pictures, from -1 to 1 in equal steps.
 *
 * @returns Red, green and blue of each, 0 to 255.
 */
export function palette(): readonly (readonly [number, number, number])[] {
  const ends = SCALE.range.map(rgbOf);
  const middle = (LEVELS - 1) / 2;
  return Array.from({ length: LEVELS }, (_, level) => {
    const [from, to] = level < middle ? [ends[0], ends[1]] : [ends[1], ends[2]];
    const share = level < middle ? level / middle : (level - middle) / middle;
    const mixed = (channel: 0 | 1 | 2): number => {
      const start = from?.[channel] ?? 0;
      return Math.round(start + ((to?.[channel] ?? 0) - start) * share);
    };
    return [mixed(0), mixed(1), mixed(2)] as const;
  });
}

/**
 * Colour number of a correlation.
 *
 * @param value - In [-1, 1]; others count as the nearest end.
 * @returns From 0 to {@link LEVELS} - 1.
 */
export function levelOf(value: number): number {
  return Math.round(((Math.min(1, Math.max(-1, value)) + 1) / 2) * (LEVELS - 1));
}

function rgbOf(hex: string): readonly [number, number, number] {
  const part = (start: number): number => Number.parseInt(hex.slice(start, start + 2), 16);
  return [part(1), part(3), part(5)];
}
