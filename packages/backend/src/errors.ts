// Conditions of the library itself (not of an argument): each carries a stable code, so that callers can branch on it.

const MARKER = Symbol.for('@vsa/backend/VsaError');

/** Codes of {@link VsaError}. */
export type VsaErrorCode =
  | 'BACKEND_UNKNOWN'
  | 'BACKEND_UNAVAILABLE'
  | 'TENSOR_DISPOSED'
  | 'TENSOR_FOREIGN'
  | 'WASM_UNSUPPORTED'
  | 'CHECKPOINT_INVALID'
  | 'DATA_INVALID'
  | 'DATA_UNAVAILABLE';

/** Options of {@link VsaError}. */
export interface VsaErrorOptions {
  /** What led to this error. */
  readonly cause?: unknown;
  /** Facts for programs: names, paths, shapes. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A condition of the library: a backend that cannot start, a tensor used after its end, a damaged file.
 *
 * Bad arguments are `TypeError` or `RangeError` instead.
 */
export class VsaError extends Error {
  /** Stable code to branch on. */
  readonly code: VsaErrorCode;
  /** Facts for programs. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly [MARKER] = true;

  constructor(code: VsaErrorCode, message: string, options: VsaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VsaError';
    this.code = code;
    this.details = options.details ?? {};
  }

  /**
   * Tells whether a value is a `VsaError`, also one of a second copy of this package.
   *
   * @param value - Anything.
   * @returns True when it carries this class's mark.
   */
  static isInstance(value: unknown): value is VsaError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
