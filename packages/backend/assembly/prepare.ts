// Brings the codebooks of a dense solver into the form in which its steps read them.
import { tileRows, TILE } from './dense';
import { codeSigns, onlySigns } from './signs';
import { FACTORS, field } from './vrn';

/**
 * Rows a factor from which tables of sums pay, on average over the factors. Measured as in lookup.ts, D from 128 to 8192, K = 3:
 * at 16 rows a step took 0.83 of the time of multiply-adds for one composite and 1.08 for one of a block of four, at 32 rows 0.6
 * and 0.8, at 8 rows 1.1 and 1.6. The choice must not depend on the batch, for the same bits.
 */
const LEAST_ROWS: i32 = 16;

function hasTables(desc: usize, d: i32): bool {
  const k = load<i32>(desc);
  let rows = 0;
  for (let j = 0; j < k; j++) rows += load<i32>(desc + FACTORS + (j << 4), 4);
  if (rows < LEAST_ROWS * k) return false;
  for (let j = 0; j < k; j++) {
    const factor = desc + FACTORS + (j << 4);
    if (!onlySigns(field(factor, 12), load<i32>(factor, 4) * d)) return false;
  }
  return true;
}

/**
 * Writes each factor's book from its plain rows: codes of signs when all codebooks are ±1 and large enough, else tiles of floats. `bits` is
 * scratch for the packed rows of one codebook.
 */
export function prepare(desc: usize, bits: usize): void {
  const k = load<i32>(desc);
  const d = load<i32>(desc, 84);
  const signs = hasTables(desc, d);
  const width = (d + 15) & ~15;
  const tiles = (<usize>d * 4 + TILE - 1) / TILE;
  store<i32>(desc, <i32>(signs ? <usize>width << 2 : tiles * TILE), 4);
  store<i32>(desc, signs ? 1 : 0, 88);
  for (let j = 0; j < k; j++) {
    const factor = desc + FACTORS + (j << 4);
    const n = load<i32>(factor, 4);
    if (signs) codeSigns(field(factor, 12), n, d, width, field(factor, 0), bits);
    else tileRows(field(factor, 12), n, <usize>d << 2, <i32>tiles, field(factor, 0));
  }
}
