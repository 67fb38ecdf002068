// A row of small pictures to choose from: radio buttons, so that the arrow keys go through them.

import { paint, type Picture } from './pictures.js';

/** A picture to choose. */
export interface Choice extends Picture {
  /** Drawn with a broken edge; the title says why. @defaultValue `false` */
  readonly apart?: boolean;
}

/** Pictures that one is chosen of. */
export interface Gallery {
  /** Draws the pictures, the first time, and marks the chosen one. */
  show(pictures: () => readonly Choice[], chosen: number): void;
}

/**
 * Makes an empty gallery.
 *
 * @param place - Where to.
 * @param legend - What is chosen.
 * @param choose - Called with the number of a picture when the visitor chooses it.
 * @param size - Of the pictures.
 * @returns The gallery.
 */
export function openGallery(
  place: HTMLElement,
  legend: string,
  choose: (index: number) => void,
  size: 'large' | 'small' = 'large',
): Gallery {
  const set = document.createElement('fieldset');
  set.className = `gallery ${size}`;
  const words = document.createElement('legend');
  words.textContent = legend;
  set.append(words);
  place.append(set);
  const inputs: HTMLInputElement[] = [];
  const add = (picture: Choice, index: number): void => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = legend;
    input.setAttribute('aria-label', picture.title);
    input.addEventListener('change', () => {
      choose(index);
    });
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    paint(canvas, picture);
    label.title = picture.title;
    label.classList.toggle('apart', picture.apart ?? false);
    label.append(input, canvas);
    set.append(label);
    inputs.push(input);
  };
  return {
    show(pictures, chosen) {
      if (inputs.length === 0) pictures().forEach(add);
      inputs.forEach((input, index) => {
        input.checked = index === chosen;
      });
    },
  };
}
