// Makes src/demos/glyphs/model.safetensors out of a checkpoint of
// `vsa train same-different --held-out 50 --steps 2500 --seed 1 --backend node --out FILE`: its parameters without the optimiser, and
// an encoder that standardises features by itself.

import { disposeTree } from '@vsa/backend';
import { saveTree } from '@vsa/backend/checkpoint';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining, loadTraining } from '@vsa/backend/train';
import { createWasmBackend } from '@vsa/backend/wasm';
import { glyphPainter, glyphs, sameDifferentTrials } from '@vsa/datasets/glyphs';
import {
  relationalOptimizer,
  sameDifferent,
  settleEncoder,
  symbolImages,
  trialAccuracy,
} from '@vsa/kuramoto/relational';
import { readFileSync } from 'node:fs';
import { BINDING, ROOT as TRAINED, splitOf, untrained } from '../src/demos/glyphs/carried.js';

const ROOT = key('site/glyphs/questions');
const TRIALS = 2000;

/**
 * Takes the parameters out, and asks the network about symbols that it was trained on and others.
 *
 * @param say - Gets a line now and then.
 * @param file - The checkpoint.
 * @returns The file's bytes.
 */
export async function train(say: (line: string) => void, file: string): Promise<Uint8Array> {
  const backend = await createWasmBackend();
  const first = untrained(backend);
  const like = initTraining(backend, ROOT, first, relationalOptimizer(1));
  const { state, metadata } = loadTraining(backend, readFileSync(file), like);
  const { settings = '{}' } = metadata;
  say(`vsa train same-different: ${settings}`);
  const painter = glyphPainter(glyphs());
  const shown = symbolImages(backend, foldIn(TRAINED, 'settling'), painter, splitOf().train);
  const encoder = settleEncoder(backend, state.params.binding.encoder, shown);
  const settled = { ...state.params, binding: { ...state.params.binding, encoder } };
  for (const [split, symbols] of Object.entries(splitOf())) {
    const trials = sameDifferentTrials(foldIn(ROOT, split), symbols as Int32Array, { limit: TRIALS });
    const right = await trialAccuracy(
      backend,
      (params, images) => sameDifferent(backend, params, images, BINDING),
      settled,
      { painter, trials },
      { key: foldIn(ROOT, `${split} pictures`) },
    );
    say(`${split} symbols: ${(100 * right).toFixed(1)} % of ${TRIALS} pairs are right`);
  }
  const bytes = await saveTree(backend, settled, { metadata: { settings } });
  disposeTree([first, like, state, shown, encoder]);
  return bytes;
}
