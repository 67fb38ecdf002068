export { glyphs, type Glyphs } from './glyphs/bitmaps.js';
export { glyphPainter, type GlyphPainter, type PainterOptions } from './glyphs/painter.js';
export { sameDifferentTrials, type SameDifferentOptions } from './glyphs/same-different.js';
export { rmtsTrials, type RmtsOptions } from './glyphs/rmts.js';
export { splitSymbols, type SymbolSplit } from './glyphs/split.js';
export type { Trials } from './internal/trials.js';
