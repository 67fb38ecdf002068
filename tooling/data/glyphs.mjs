// A hundred characters as bitmaps: DejaVu Sans drawn with resvg, cut to their ink, centred in 64 x 64, 16 grey levels.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { initWasm, Resvg } from '@resvg/resvg-wasm';

import { checkSha256, sha256, writeCarried } from './carried.mjs';

const SIZE = 64;
const CANVAS = 160;
const FONT_SIZE = 56;
const LEVELS = 15;
const FONT_SHA256 = '7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954';
// Blocks that DejaVu Sans covers; of letters that look alike in two scripts only one is here.
const CHARACTERS = [
  ...'ABEGKMQRSWagkq2358&@#%',
  ...'ΔΘΞΠΣΦΨΩαβγδθλξψ',
  ...'БДЖИФЦЩЮЯ',
  ...'אבגדשת',
  ...'ԱԲԳՖ',
  ...'აბგდ',
  ...'∀∃∇∈∑√∞∫≈≠⊕⊗',
  ...'←↑→↓↔⇒',
  ...'■▲●◆★☀☁☂☎☠☢☮☯☺♀♂♔♘♠♣♥',
];

const require = createRequire(import.meta.url);
const font = readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
checkSha256('DejaVuSans.ttf', font, FONT_SHA256);
await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));

const drawn = CHARACTERS.map((character) => ({ character, ...cut(draw(character)) }));
const widest = Math.max(...drawn.map(({ height, width }) => Math.max(height, width)));
if (widest > SIZE) throw new Error(`expected glyphs of at most ${SIZE} pixels, got ${widest}`);
const bitmaps = drawn.map(centred);
if (new Set(bitmaps.map((bitmap) => sha256(bitmap))).size !== CHARACTERS.length) {
  throw new Error('expected distinct glyphs, got two alike');
}
for (const { character, height, width } of drawn) console.log(character, height, width);
writeCarried(
  'glyphs',
  'GLYPHS',
  `${CHARACTERS.length} characters of DejaVu Sans, 64 x 64, two pixels a byte: ${CHARACTERS.join('')}`,
  packed(Buffer.concat(bitmaps)),
);

/** Ink of a character in the middle of a large canvas, 0 to 255. */
function draw(character) {
  const text = character.replace('&', '&amp;').replace('<', '&lt;');
  const middle = CANVAS / 2;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${CANVAS}" height="${CANVAS}"><text x="${middle}" y="${middle + 20}" font-size="${FONT_SIZE}" text-anchor="middle" font-family="DejaVu Sans" fill="#fff">${text}</text></svg>`;
  const options = { fontBuffers: [font], defaultFontFamily: 'DejaVu Sans', loadSystemFonts: false };
  const { pixels } = new Resvg(svg, { font: options, background: '#000' }).render();
  return Uint8Array.from({ length: CANVAS * CANVAS }, (_, index) => pixels[4 * index]);
}

/** The smallest box that holds all pixels that are not black after rounding. */
function cut(canvas) {
  const inked = [...canvas.keys()].filter((index) => level(canvas[index]) > 0);
  const rows = inked.map((index) => Math.floor(index / CANVAS));
  const columns = inked.map((index) => index % CANVAS);
  const top = Math.min(...rows);
  const left = Math.min(...columns);
  return { canvas, top, left, height: Math.max(...rows) - top + 1, width: Math.max(...columns) - left + 1 };
}

function level(value) {
  return Math.round((value * LEVELS) / 255);
}

function centred({ canvas, top, left, height, width }) {
  const bitmap = new Uint8Array(SIZE * SIZE);
  const down = Math.floor((SIZE - height) / 2);
  const right = Math.floor((SIZE - width) / 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      bitmap[(y + down) * SIZE + x + right] = level(canvas[(y + top) * CANVAS + x + left]);
    }
  }
  return bitmap;
}

/** Two levels a byte, the left one in the high bits. */
function packed(levels) {
  return Uint8Array.from(
    { length: levels.length / 2 },
    (_, index) => levels[2 * index] * 16 + levels[2 * index + 1],
  );
}
