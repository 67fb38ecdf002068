// Makes src/demos/editing/model.safetensors: a memory of small digits, and oscillators that learn to edit it where a 1 is the context.
// The recipe of the reproductions' scale `quick`, but more and smaller updates, and shorter steps of the solver.

import { disposeTree } from '@vsa/backend';
import { saveTree } from '@vsa/backend/checkpoint';
import { fixed, heun } from '@vsa/backend/ode';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining, trainByGradient, type TrainingProgress } from '@vsa/backend/train';
import { createWasmBackend } from '@vsa/backend/wasm';
import { symmetrised } from '@vsa/hk-memory';
import {
  askEdited,
  askThreshold,
  editingGradient,
  initEditing,
  initThreshold,
  memoryOptimizer,
  shareRight,
  thresholdGradient,
  type LabelledImages,
} from '@vsa/hk-memory/training';
import { EDIT, graphsOf, LAYOUT, LENGTH, NEIGHBOURS, UNITS } from '../src/demos/editing/carried.js';
import { smallDigits } from '../src/demos/editing/digits.js';

const ROOT = key('site/editing/training');
const LEARNING = { batch: 20, method: heun, stepSize: fixed(0.1) };
const ASKING = { method: heun, stepSize: fixed(0.01) };
const MEMORY = { updates: 150, learningRate: 2e-3, halfLife: 50 };
const OSCILLATORS = { updates: 600, learningRate: 0.02, halfLife: 200 };

/**
 * Trains both.
 *
 * @param say - Gets a line now and then.
 * @returns The file's bytes.
 */
export async function train(say: (line: string) => void): Promise<Uint8Array> {
  const backend = await createWasmBackend();
  const digits = smallDigits();
  const note =
    (what: string) =>
    ({ step, loss }: TrainingProgress): void => {
      if (step % 50 === 0) say(`${what}: ${step} updates, loss ${loss.toFixed(3)}`);
    };

  const first = initThreshold(backend, foldIn(ROOT, 'memory'), UNITS);
  let optimizer = memoryOptimizer(MEMORY);
  const memory = await trainByGradient(
    backend,
    initTraining(backend, foldIn(ROOT, 'memory run'), first, optimizer),
    thresholdGradient(backend, digits.train, LAYOUT, LEARNING),
    { steps: MEMORY.updates, optimizer, onProgress: note('memory') },
  );
  const { weights, bias } = memory.state.params;
  const frozen = { symmetric: symmetrised(backend, weights), bias };
  for (const [split, images] of Object.entries(digits)) {
    const said = await askThreshold(backend, memory.state.params, images, LAYOUT, ASKING);
    say(`memory, ${split}: ${percent(said, images)} right`);
  }

  const task = { frozen, graphs: graphsOf(), layout: LAYOUT, edit: EDIT };
  const setup = { units: UNITS, neighbours: NEIGHBOURS, length: LENGTH };
  const begun = initEditing(backend, foldIn(ROOT, 'editing'), setup);
  optimizer = memoryOptimizer(OSCILLATORS);
  const edited = await trainByGradient(
    backend,
    initTraining(backend, foldIn(ROOT, 'editing run'), begun, optimizer),
    editingGradient(backend, { ...task, images: digits.train }, LEARNING),
    { steps: OSCILLATORS.updates, optimizer, onProgress: note('oscillators') },
  );
  for (const [split, images] of Object.entries(digits)) {
    const asked = { ...ASKING, key: foldIn(ROOT, split) };
    const { said, wanted } = await askEdited(backend, edited.state.params, { ...task, images }, asked);
    const changed = [...said.keys()].filter((image) => wanted[image] !== images.labels[image]);
    const learnt = changed.filter((image) => said[image] === wanted[image]);
    const share = `${learnt.length} of the ${changed.length} whose label changes`;
    say(`edited, ${split}: ${percent(said, { labels: wanted })} right, ${share}`);
  }
  const { linear, rectified, omega, strength } = edited.state.params;
  const bytes = await saveTree(backend, { ...frozen, linear, rectified, omega, strength });
  disposeTree([memory.state, frozen.symmetric, edited.state, first, begun]);
  return bytes;
}

function percent(said: Uint8Array, { labels }: Pick<LabelledImages, 'labels'>): string {
  return `${(100 * shareRight(said, labels)).toFixed(1)} %`;
}
