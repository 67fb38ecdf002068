// Small pictures, a pixel a number, with a line below each.

/** A picture of numbers. */
export interface Picture {
  readonly title: string;
  /** Pixels of a line; the lines follow from the number of values. */
  readonly width: number;
  /** Red, green, blue and alpha of each pixel, low byte first. */
  readonly words: Uint32Array;
}

/**
 * Numbers as ink: dark on light whatever the theme, for it is a picture of paper.
 *
 * @param values - Any numbers.
 * @param low - What is white.
 * @param high - What is black.
 * @returns Words for a {@link Picture}.
 */
export function inkOf(values: ArrayLike<number>, low: number, high: number): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, at) => {
    const share = ((values[at] ?? 0) - low) / (high - low);
    const grey = 255 - Math.round(255 * Math.min(1, Math.max(0, share)));
    return ((255 << 24) | (grey << 16) | (grey << 8) | grey) >>> 0;
  });
}

/**
 * Draws a picture on a canvas.
 *
 * @param canvas - Gets the picture's size.
 * @param picture - See {@link Picture}.
 */
export function paint(canvas: HTMLCanvasElement, { width, words }: Omit<Picture, 'title'>): void {
  const height = words.length / width;
  [canvas.width, canvas.height] = [width, height];
  const pixels = new ImageData(width, height);
  new Uint32Array(pixels.data.buffer).set(words);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}

/**
 * Draws pictures side by side, making what is not there yet.
 *
 * @param place - A box of figures.
 * @param pictures - From left to right.
 */
export function showPictures(place: HTMLElement, pictures: readonly Picture[]): void {
  while (place.children.length > pictures.length) place.lastElementChild?.remove();
  pictures.forEach((picture, index) => {
    const figure = place.children[index] ?? place.appendChild(newFigure());
    const canvas = figure.querySelector('canvas');
    const caption = figure.querySelector('figcaption');
    if (canvas === null || caption === null) return;
    paint(canvas, picture);
    canvas.setAttribute('aria-label', picture.title);
    caption.textContent = picture.title;
  });
}

function newFigure(): HTMLElement {
  const figure = document.createElement('figure');
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  figure.append(canvas, document.createElement('figcaption'));
  return figure;
}
