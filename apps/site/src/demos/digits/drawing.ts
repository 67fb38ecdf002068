// Drawing a digit, by pointer or by keys.

import { SIDE } from './frame.js';

/** What is drawn at the moment. */
export interface Drawing {
  /** True while there is ink that was not yet taken. */
  readonly underWay: boolean;
  /** Lets a canvas of SIDE x SIDE pixels be drawn on; once is enough. */
  open(canvas: HTMLCanvasElement): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Cells that the pen covers, from its upper left one. */
const NIB = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** A painted canvas says what it shows; one to draw on says how. */
function announce(canvas: HTMLCanvasElement): void {
  canvas.setAttribute('role', 'application');
  canvas.setAttribute(
    'aria-label',
    'Start: draw with the pointer, or by keys: arrows move, Space puts ink, Shift with arrows draws a line, Enter takes it, Escape clears it',
  );
}

/**
 * Drawing with a nib of two cells by two.
 *
 * @param show - Paints the picture so far, -1 for paper and 1 for ink; 0 marks where the keys have the pen.
 * @param take - Gets the finished picture.
 * @returns See {@link Drawing}.
 */
export function drawingOn(
  show: (values: Float32Array) => void,
  take: (values: Float32Array) => void,
): Drawing {
  let ink: Float32Array | undefined;
  let at: readonly [number, number] = [SIDE / 2, SIDE / 2];
  const dab = (values: Float32Array, [column, row]: readonly [number, number], value: number): void => {
    for (const [x, y] of NIB) {
      const [c, r] = [column + x, row + y];
      if (c >= 0 && c < SIDE && r >= 0 && r < SIDE) values[r * SIDE + c] = value;
    }
  };
  const fresh = (): Float32Array => new Float32Array(SIDE * SIDE).fill(-1);
  const end = (): void => {
    if (ink === undefined) return;
    const done = ink;
    ink = undefined;
    if (done.some((value) => value > 0)) take(done);
  };
  const withCursor = (values: Float32Array): Float32Array => {
    const shown = values.slice();
    dab(shown, at, 0);
    return shown;
  };
  const press = (canvas: HTMLCanvasElement, event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      ink ??= fresh();
      at = [0, 1].map((axis) =>
        Math.min(SIDE - 2, Math.max(0, (at[axis] ?? 0) + (arrow[axis] ?? 0))),
      ) as unknown as readonly [number, number];
      // With Shift the pen is down on the way.
      if (event.shiftKey) dab(ink, at, 1);
    } else if (event.key === ' ') {
      ink ??= fresh();
      dab(ink, at, 1);
    } else if (event.key === 'Enter') {
      end();
    } else if (event.key === 'Escape' && ink !== undefined) {
      ink = fresh();
    } else return;
    event.preventDefault();
    if (ink !== undefined) show(withCursor(ink));
    announce(canvas);
  };
  return {
    get underWay() {
      return ink !== undefined;
    },
    open(canvas) {
      announce(canvas);
      if (canvas.dataset['drawable'] !== undefined) return;
      canvas.dataset['drawable'] = '';
      canvas.tabIndex = 0;
      const follow = (event: PointerEvent): void => {
        if (ink === undefined || !canvas.hasPointerCapture(event.pointerId)) return;
        const { left, top, width } = canvas.getBoundingClientRect();
        const [column = 0, row = 0] = [event.clientX - left, event.clientY - top].map((place) =>
          Math.floor((place / width) * SIDE),
        );
        dab(ink, [column, row], 1);
        show(ink);
        announce(canvas);
      };
      canvas.addEventListener('pointerdown', (event) => {
        canvas.setPointerCapture(event.pointerId);
        ink = fresh();
        follow(event);
      });
      canvas.addEventListener('pointermove', follow);
      canvas.addEventListener('pointerup', end);
      // A touch that turns into scrolling ends here.
      canvas.addEventListener('pointercancel', end);
      canvas.addEventListener('keydown', (event) => {
        press(canvas, event);
      });
      // Keys that go elsewhere leave what was drawn.
      canvas.addEventListener('blur', end);
    },
  };
}
