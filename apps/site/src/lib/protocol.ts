// What the page and its worker tell one another.

/** Backends that a page can choose. */
export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;

/** One of {@link BACKENDS}. */
export type PageBackend = (typeof BACKENDS)[number];

/** From the page. */
export type Order<Parameters> =
  | {
      readonly kind: 'start';
      readonly run: number;
      readonly backend: PageBackend | 'auto';
      readonly parameters: Parameters;
    }
  | { readonly kind: 'tune'; readonly parameters: Parameters }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step'; readonly steps: number };

/** From the worker; `run` tells which start it answers. */
export type Report<Frame> =
  | {
      readonly kind: 'ready';
      readonly run: number;
      readonly backend: PageBackend;
      readonly device: string;
      readonly note: string;
    }
  | {
      readonly kind: 'frame';
      readonly run: number;
      readonly step: number;
      readonly stepsPerSecond: number;
      readonly playing: boolean;
      readonly finished: boolean;
      readonly frame: Frame;
    }
  | { readonly kind: 'failed'; readonly run: number; readonly message: string };
