// v_k and delta of given distributions, one composite after the other.
import { sweep } from './sweep';
import { field } from './vrn';

/** Per composite: x (row), p [N] in; v [N] and delta (f64) out. Uses the descriptor of vrn.ts. */
export function fields(desc: usize, x: usize, p: usize, count: i32, v: usize, delta: usize): void {
  const size = field(desc, 8) << 2;
  for (let item = 0; item < count; item++) {
    memory.copy(field(desc, 44), p, size);
    store<f64>(delta, sweep(desc, x));
    memory.copy(v, field(desc, 40), size);
    x += field(desc, 80);
    p += size;
    v += size;
    delta += 8;
  }
}
