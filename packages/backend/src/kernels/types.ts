/** Placeholder of the kernels' contract; filled in with the kernels themselves. */
export interface Kernels {
  /** Name of the implementation. */
  readonly name: string;
}
