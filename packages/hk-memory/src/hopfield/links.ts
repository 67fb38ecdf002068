// Weights between two layers of a Hopfield network: forward by W, feedback by its transpose (Example 1; convolutions as in App E.1.2).

import { formatShape, type Backend, type Conv2dOptions, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { checkFloat } from '../internal/validate.js';
import { multiply } from '../operators/dense.js';

/** Weights W from one layer to another. The network reshapes what it gives to the layer's shape. */
export interface Link {
  /** Layer that W reads, counted from 0. */
  readonly from: number;
  /** Layer that W drives, another one. */
  readonly to: number;
  /** W g: activations of `from`, `[batch, ...sizes]`, to the drive of `to`. */
  forward(backend: Backend, g: Tensor): Tensor;
  /** Wᵀ g: activations of `to` to the drive of `from`. */
  backward(backend: Backend, g: Tensor): Tensor;
}

/**
 * A fully connected link; images are read as rows of numbers.
 *
 * @param backend - Tensor backend.
 * @param ends - Layers that it joins.
 * @param weights - W, float32 `[units of to, units of from]`, or `[batch, ...]` for one a row. Stays the caller's.
 * @returns The link.
 * @throws TypeError for wrong kinds; RangeError for a wrong shape, or a link of a layer to itself.
 */
export function denseLink(
  backend: Backend,
  ends: { readonly from: number; readonly to: number },
  weights: Tensor,
): Link {
  const { shape } = checkFloat(backend, 'hk-memory.denseLink', 'weights', weights);
  checkEnds('hk-memory.denseLink', ends);
  if ((shape.length !== 2 && shape.length !== 3) || shape.includes(0)) {
    throw new RangeError(
      `hk-memory.denseLink: expected weights of shape [to, from] or [batch, to, from], got ${formatShape(shape)}.`,
    );
  }
  const rows = (b: Backend, g: Tensor): Tensor => b.reshape(g, [g.shape[0] ?? 0, -1]);
  return {
    ...ends,
    forward: (b, g) => b.tidy(() => multiply(b, weights, rows(b, g), 'plain')),
    backward: (b, g) => b.tidy(() => multiply(b, weights, rows(b, g), 'transposed')),
  };
}

/** Options of {@link convolutionLink}. */
export interface ConvolutionLinkOptions extends Conv2dOptions {
  /** Height and width of the images of `from`. */
  readonly size: readonly [height: number, width: number];
}

/**
 * A convolution from one image layer to another, with the transposed convolution as feedback.
 *
 * @param backend - Tensor backend.
 * @param ends - Layers that it joins.
 * @param filter - Float32 `[h, w, channels of from, channels of to]`. Stays the caller's.
 * @param options - See {@link ConvolutionLinkOptions}.
 * @returns The link.
 * @throws TypeError for wrong kinds; RangeError for a wrong shape, or a link of a layer to itself.
 */
export function convolutionLink(
  backend: Backend,
  ends: { readonly from: number; readonly to: number },
  filter: Tensor,
  options: ConvolutionLinkOptions,
): Link {
  const where = 'hk-memory.convolutionLink';
  const { shape } = checkFloat(backend, where, 'filter', filter);
  checkEnds(where, ends);
  const { size, ...window } = options;
  for (const each of size) checkWhole(where, 'size', each, 1);
  if (shape.length !== 4 || shape.includes(0)) {
    throw new RangeError(
      `${where}: expected a filter of shape [h, w, from channels, to channels], got ${formatShape(shape)}.`,
    );
  }
  return {
    ...ends,
    forward: (b, g) => b.conv2d(g, filter, window),
    backward: (b, g) => b.conv2dTranspose(g, filter, size, window),
  };
}

function checkEnds(where: string, { from, to }: { readonly from: number; readonly to: number }): void {
  checkWhole(where, 'from', from, 0);
  checkWhole(where, 'to', to, 0);
  if (from === to) {
    throw new RangeError(
      `${where}: expected two different layers, got ${from} twice; weights within a layer are lateral.`,
    );
  }
}
