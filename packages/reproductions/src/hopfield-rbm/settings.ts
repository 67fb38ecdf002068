// What the figures of the paper on Hopfield networks and Boltzmann machines share.

/** What was chosen where the paper is silent or differs from its authors' code. */
export const DATA_CHOICES: readonly string[] = [
  'A pixel is +1 when grey / 255 is above .01, as in the authors’ code; the text says all non-zero pixels.',
  'A class pattern is −1 where as many images have ink as not (Eq 14 leaves sgn 0 open), as in the code.',
];

/** The same for training and the way back from weights to patterns. */
export const REVERSE_CHOICES: readonly string[] = [
  'Training: CD-20, batches of 1,000 in the order of the files, η = 1e-4 with β inside it, no momentum, no decay. Fig. 4 says 1,000 for this curve; singular values of the authors’ weights of epochs 10 and 50 are those of about 1 and 5 epochs with batches of 100.',
  'The way back: α = 200, γ = .05, 50 steps from X = R, with sech²(α W X), the derivative; D.6 prints sech²(W X). Nothing is clipped; the code sets entries beyond ±1.5 to ±2 before it saves them.',
];
