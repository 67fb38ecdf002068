// usage: node tooling/data/portraits.mjs
// Draws 120 candidates for each of four people (DiceBear's notionists, CC0) at 64 x 64 grey and carries the four whose largest
// correlation is the smallest of all choices.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { createAvatar } from '@dicebear/core';
import * as notionists from '@dicebear/notionists';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

import { dot, standardised, writeCarried } from './carried.mjs';

const SIZE = 64;
const SEEDS = 60;
const PEOPLE = [
  { role: 'father', beardProbability: 100 },
  { role: 'mother', beardProbability: 0 },
  { role: 'daughter', beardProbability: 0 },
  { role: 'son', beardProbability: 0 },
];

await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
const candidates = PEOPLE.map(({ role, ...options }) =>
  Array.from({ length: SEEDS }, (_, number) => `${role} ${number}`).flatMap((seed) =>
    [false, true].map((flip) => {
      const bytes = draw(seed, { ...options, flip });
      return { name: `${seed}${flip ? ', flipped' : ''}`, bytes, row: standardised(bytes) };
    }),
  ),
);
const { chosen, largest } = leastAlike(candidates);
console.log(
  `${chosen.map(({ name }) => name).join('; ')}; largest correlation ${largest.toFixed(4)} of either sign`,
);
writeCarried(
  'portraits',
  'PORTRAITS',
  'Four drawn portraits, 64 x 64 grey.',
  Buffer.concat(chosen.map(({ bytes }) => bytes)),
);

function draw(seed, options) {
  const svg = createAvatar(notionists, { seed, backgroundColor: ['ffffff'], ...options }).toString();
  const { pixels } = new Resvg(svg, { fitTo: { mode: 'width', value: SIZE }, background: '#fff' }).render();
  // Luma of ITU-R BT.601.
  return Uint8Array.from({ length: SIZE * SIZE }, (_, index) =>
    Math.round(0.299 * pixels[4 * index] + 0.587 * pixels[4 * index + 1] + 0.114 * pixels[4 * index + 2]),
  );
}

/** One candidate of each person; branches that already exceed the best are left. */
function leastAlike(sets) {
  const tables = sets.map((set, right) =>
    sets.slice(0, right).map((other) => set.map((b) => other.map((a) => Math.abs(dot(a.row, b.row))))),
  );
  let best = { largest: Infinity, places: [] };
  const extend = (places, largest) => {
    if (places.length === sets.length) {
      best = { largest, places };
      return;
    }
    const table = tables[places.length];
    for (let next = 0; next < sets[places.length].length; next += 1) {
      const worst = places.reduce((most, place, set) => Math.max(most, table[set][next][place]), largest);
      if (worst < best.largest) extend([...places, next], worst);
    }
  };
  extend([], 0);
  return { chosen: best.places.map((place, set) => sets[set][place]), largest: best.largest };
}
