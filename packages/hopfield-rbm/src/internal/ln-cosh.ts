/** ln cosh z without overflow. */
export function lnCosh(z: number): number {
  const size = Math.abs(z);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}
