/** A deliberate fault. */
export interface Mutant {
  readonly id: string
  /** The file it is planted in. */
  readonly file: string
  /** Must occur there exactly once. */
  readonly find: string
  readonly replace: string
  /** What the fault means. */
  readonly why: string
  /** The test files that should notice it. */
  readonly tests: readonly string[]
}

export const MUTANTS: readonly Mutant[]
