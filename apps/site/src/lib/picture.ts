// Grey pictures on a page.

/** What to paint. */
export interface GreyPicture {
  /** Shown below, and told to a screen reader. */
  readonly title: string;
  /** Grey values from the top left, line by line; the least is painted black, the largest white; NaN is left out. */
  readonly values: ArrayLike<number>;
  /** Pixels a line. */
  readonly width: number;
}

/**
 * Paints a picture into the figure of that number, which is made where it is missing.
 *
 * @param place - Holds the figures.
 * @param index - From 0.
 * @param picture - See {@link GreyPicture}.
 * @returns The figure.
 */
export function paintGrey(place: HTMLElement, index: number, picture: GreyPicture): HTMLElement {
  const { title, width } = picture;
  const values = Array.from(picture.values);
  const known = place.children[index];
  const made = known instanceof HTMLElement ? known : document.createElement('figure');
  if (made !== known) {
    made.append(document.createElement('canvas'), document.createElement('figcaption'));
    place.append(made);
  }
  const [canvas, caption] = [made.querySelector('canvas'), made.querySelector('figcaption')];
  if (canvas === null || caption === null) return made;
  [canvas.width, canvas.height] = [width, values.length / width];
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', title);
  caption.textContent = title;
  const there = values.filter((value) => !Number.isNaN(value));
  const [least, most] = [Math.min(...there), Math.max(...there)];
  const pixels = new ImageData(canvas.width, canvas.height);
  values.forEach((value, at) => {
    const grey = Math.round((255 * (value - least)) / Math.max(most - least, 1e-9));
    pixels.data.set([grey, grey, grey, Number.isNaN(value) ? 0 : 255], 4 * at);
  });
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return made;
}
