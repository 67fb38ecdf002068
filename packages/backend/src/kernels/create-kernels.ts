// Assembles the kernels of one thread.

import { compileKernels, createInstance, type KernelInstance } from './instance.js';
import { runJob } from './job.js';
import { createLayout } from './layout.js';
import { packedOps } from './packed-ops.js';
import { planAscend, planDescend, planFields } from './plan-dense.js';
import { planGibbs } from './plan-gibbs.js';
import { coupledOps } from './coupled.js';
import { pairOps } from './pairs.js';
import { phaseOps } from './phases.js';
import { planRelax } from './plan-relax.js';
import { planSignProduct } from './plan-sign-product.js';
import { planResonate, type Plan } from './plan-resonate.js';
import { createKernelPool } from './pool.js';
import { sharedPools } from './shared-pools.js';
import { sphereOps } from './sphere.js';
import type { Kernels } from './types.js';

function elementwise(instance: KernelInstance, name: 'expArray' | 'logArray', x: Float32Array): Float32Array {
  if (!(x instanceof Float32Array))
    throw new TypeError(`kernels.${name.slice(0, 3)}: expected a Float32Array, got another kind.`);
  const n = Math.ceil(x.length / 4) * 4;
  const at = createLayout(instance.base).take(n * 4);
  const { buffer } = instance.reserve(at + n * 4);
  new Float32Array(buffer, at, n).set(x);
  instance.call(name, [at, n, at]);
  const out = new Float32Array(buffer.slice(at, at + x.length * 4));
  instance.trim();
  return out;
}

/**
 * Loads the WASM-SIMD kernels.
 *
 * @returns The kernels of this thread; every method is a pure function of its arguments.
 * @throws VsaError `WASM_UNSUPPORTED` where WebAssembly SIMD is missing: use the tensor implementations there.
 */
export async function createKernels(): Promise<Kernels> {
  const compiled = await compileKernels();
  const instance = createInstance(compiled);
  const run = <T>(plan: Plan<T>): T => {
    runJob(instance, plan.job);
    return plan.result();
  };
  const createPool: Kernels['createPool'] = (options) => createKernelPool(compiled, instance.base, options);
  return {
    name: 'wasm-simd',
    ...packedOps(instance),
    ...phaseOps(instance),
    ...sphereOps(instance),
    ...pairOps(instance),
    ...coupledOps(instance),
    exp: (x) => elementwise(instance, 'expArray', x),
    log: (x) => elementwise(instance, 'logArray', x),
    resonate: (input, options) => run(planResonate(instance.base, input, options)),
    fields: (input, p, options) => run(planFields(instance.base, input, p, options)),
    descend: (input, options) => run(planDescend(instance.base, input, options)),
    coordinateAscent: (input, options) => run(planAscend(instance.base, input, options)),
    signProduct: (signs, matrix, n) => run(planSignProduct(instance.base, signs, matrix, n)),
    gibbs: (input, options) => run(planGibbs(instance.base, input, options)),
    relax: (input, options) => run(planRelax(instance.base, input, options)),
    createPool,
    sharedPool: sharedPools(createPool),
  };
}
