// All gradient rules, registered once a process, when the first backend starts.

import { registerElementwise } from './elementwise.js';
import { registerLinear } from './linear.js';
import { registerReduction } from './reduction.js';
import { registerShape } from './shape.js';

let registered = false;

/** Registers our gradients; a second call does nothing. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  registerElementwise();
  registerReduction();
  registerLinear();
  registerShape();
}
