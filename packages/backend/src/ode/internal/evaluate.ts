// Calling a field that somebody else wrote.

import type { Backend } from '../../backend.js';
import type { TensorTree } from '../../tensor.js';
import type { Field } from '../runge-kutta.js';
import { checkForm, cloneTree } from './trees.js';

/** The field at one point, as handles of its own: a field may return its argument or a constant that it captured. */
export function evaluate<Y extends TensorTree>(backend: Backend, field: Field<Y>, t: number, y: Y): Y {
  return backend.tidy(() => {
    const derivative = field(t, y);
    checkForm('ode', 'what the field returns', y, derivative);
    return cloneTree(backend, derivative);
  });
}
