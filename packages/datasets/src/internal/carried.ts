// Reads the data that the package carries: zlib in base64, so that nothing has to be found on a disk or fetched at run time.

import { unzlibSync } from 'fflate';

/** Bytes behind a text of `internal/data`; line breaks are left out of account. */
export function carriedBytes(text: string): Uint8Array {
  const binary = atob(text);
  return unzlibSync(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

/** Grey values as numbers in [0, 1]. */
export function toUnit(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 255);
}
