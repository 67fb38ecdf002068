// Fourier transforms on the host in float64: they make the constants of Bluestein's algorithm and the unitary vectors of HRR, once per
// length, so that those have the same float32 values on every backend. The transforms of models run on tensors: see `fft.ts`.

/** A complex signal of float64 numbers: real and imaginary parts of equal length. */
export interface HostSignal {
  /** Real parts. */
  readonly re: Float64Array;
  /** Imaginary parts. */
  readonly im: Float64Array;
}

/**
 * Smallest power of two that is not below a number.
 *
 * @param value - At least 1.
 * @returns 1, 2, 4, 8, ...
 */
export function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}

/**
 * The chirp `exp(-iπ n² / N)` of Bluestein (1970), which turns a transform of length N into a convolution.
 *
 * @param length - N, at least 1.
 * @returns N complex numbers of magnitude 1.
 */
export function chirp(length: number): HostSignal {
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  for (let n = 0; n < length; n++) {
    // n² mod 2N is exact below 2^53 and keeps the angle small; n² itself would cost digits.
    const angle = (Math.PI * ((n * n) % (2 * length))) / length;
    re[n] = Math.cos(angle);
    im[n] = -Math.sin(angle);
  }
  return { re, im };
}

/**
 * The sequence that a chirped signal is convolved with: the conjugate chirp at n and at -n, padded with zeros between.
 *
 * @param length - N.
 * @param padded - Length of the circular convolution, at least 2N - 1.
 * @returns `padded` complex numbers.
 */
export function chirpKernel(length: number, padded: number): HostSignal {
  const { re, im } = chirp(length);
  const kernel: HostSignal = { re: new Float64Array(padded), im: new Float64Array(padded) };
  for (let n = 0; n < length; n++) {
    const mirror = (padded - n) % padded;
    kernel.re[n] = kernel.re[mirror] = re[n] ?? 0;
    kernel.im[n] = kernel.im[mirror] = -(im[n] ?? 0);
  }
  return kernel;
}

/**
 * Forward transform `X[k] = Σ_n x[n] exp(-2πi kn / N)` of any length, O(N log N).
 *
 * @param signal - N complex numbers.
 * @returns A new signal of N complex numbers.
 */
export function hostFft(signal: HostSignal): HostSignal {
  const length = signal.re.length;
  return powerOfTwoFrom(length) === length ? powerOfTwoFft(signal) : bluestein(signal);
}

/**
 * Inverse transform `x[n] = (1/N) Σ_k X[k] exp(2πi kn / N)` of any length, O(N log N).
 *
 * @param signal - N complex numbers.
 * @returns A new signal of N complex numbers.
 */
export function hostInverseFft(signal: HostSignal): HostSignal {
  // Swapping the parts before and after turns the forward transform into the inverse one.
  const { re, im } = hostFft({ re: signal.im, im: signal.re });
  const scale = 1 / signal.re.length;
  return { re: im.map((value) => value * scale), im: re.map((value) => value * scale) };
}

/** Cooley and Tukey's radix-2 transform, decimation in time, in place on a bit-reversed copy. */
function powerOfTwoFft(signal: HostSignal): HostSignal {
  const length = signal.re.length;
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  for (let i = 0, j = 0; i < length; i++) {
    re[j] = signal.re[i] ?? 0;
    im[j] = signal.im[i] ?? 0;
    let bit = length >> 1;
    while (bit > 0 && (j & bit) !== 0) {
      j ^= bit;
      bit >>= 1;
    }
    j |= bit;
  }
  for (let half = 1; half < length; half *= 2) {
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((Math.PI * k) / half);
      const sin = -Math.sin((Math.PI * k) / half);
      for (let top = k; top < length; top += 2 * half) {
        const low = top + half;
        const lowRe = (re[low] ?? 0) * cos - (im[low] ?? 0) * sin;
        const lowIm = (re[low] ?? 0) * sin + (im[low] ?? 0) * cos;
        const topRe = re[top] ?? 0;
        const topIm = im[top] ?? 0;
        re[top] = topRe + lowRe;
        im[top] = topIm + lowIm;
        re[low] = topRe - lowRe;
        im[low] = topIm - lowIm;
      }
    }
  }
  return { re, im };
}

function bluestein(signal: HostSignal): HostSignal {
  const length = signal.re.length;
  const padded = powerOfTwoFrom(2 * length - 1);
  const wave = chirp(length);
  const chirped = multiply(signal, wave, padded);
  const spectrum = multiply(powerOfTwoFft(chirped), powerOfTwoFft(chirpKernel(length, padded)), padded);
  const convolved = hostInverseFft(spectrum);
  return multiply(wave, convolved, length);
}

/** Elementwise product of the common head, padded with zeros to a length. */
function multiply(a: HostSignal, b: HostSignal, length: number): HostSignal {
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  const head = Math.min(a.re.length, b.re.length, length);
  for (let n = 0; n < head; n++) {
    const aRe = a.re[n] ?? 0;
    const aIm = a.im[n] ?? 0;
    const bRe = b.re[n] ?? 0;
    const bIm = b.im[n] ?? 0;
    re[n] = aRe * bRe - aIm * bIm;
    im[n] = aRe * bIm + aIm * bRe;
  }
  return { re, im };
}
