// A hundred symbols for relational reasoning: characters of a free font as bitmaps. T. W. Webb, I. Sinha, J. D. Cohen, "Emergent
// symbols through binding in external memory", ICLR 2021, and the poster on oscillatory binding use such; these are not theirs.

import type { Images } from '../images.js';
import { carriedBytes } from '../internal/carried.js';
import { GLYPHS } from '../internal/data/glyphs.generated.js';

const SIDE = 64;
const LEVELS = 15;
const CHARACTERS: readonly string[] = Array.from(
  [
    'ABEGKMQRSWagkq2358&@#%',
    'ΔΘΞΠΣΦΨΩαβγδθλξψ',
    'БДЖИФЦЩЮЯ',
    'אבגדשת',
    'ԱԲԳՖ',
    'აბგდ',
    '∀∃∇∈∑√∞∫≈≠⊕⊗',
    '←↑→↓↔⇒',
    '■▲●◆★☀☁☂☎☠☢☮☯☺♀♂♔♘♠♣♥',
  ].join(''),
);

/** Bitmaps, `[100, 4096]`: ink is 1 on a ground of 0, in 16 levels; 64 lines of 64 pixels. */
export interface Glyphs extends Images {
  /** What each bitmap shows. */
  readonly characters: readonly string[];
}

/**
 * 100 distinct Unicode characters: Latin, Greek, Cyrillic, Hebrew, Armenian, Georgian, mathematics, arrows and pictures.
 *
 * Drawn in one size of DejaVu Sans, so a capital is larger than a small letter (21 to 62 pixels), and centred by their ink. No letter
 * stands here in two scripts, but a few are alike: Σ and ∑ (once sizes vary), Φ and Ф, K and k.
 *
 * @returns See {@link Glyphs}; a fresh copy.
 */
export function glyphs(): Glyphs {
  const bytes = carriedBytes(GLYPHS);
  const values = new Float32Array(2 * bytes.length);
  for (const [index, byte] of bytes.entries()) {
    values[2 * index] = (byte >> 4) / LEVELS;
    values[2 * index + 1] = (byte & LEVELS) / LEVELS;
  }
  return {
    values,
    shape: [CHARACTERS.length, SIDE * SIDE],
    height: SIDE,
    width: SIDE,
    channels: 1,
    characters: [...CHARACTERS],
  };
}
