/** What a program's `fs` takes from its process. */
export interface NodeFsSettings {
  /** Where relative paths begin. */
  cwd(): string
  /** Permission bits that new files and directories do not get. */
  umask(): number
  /** What a date is to the program at virtual time zero, in milliseconds since 1970. */
  readonly epochMs: number
  /** A uniform integer in 0 … bound − 1, for the names of temporary directories. */
  randomBelow(bound: number): number
  /**
   * Calls back with an answer, in the turn in which it comes. Default: as part of a promise reaction. A host that
   * tells ticks from promises does it as a task, for ticks then come before promises.
   */
  answer(callback: () => void): void
  /** A callback of the program threw. */
  uncaught(error: unknown): void
}

/** 2024-01-01T00:00:00Z: late enough for any program, and a leap year. */
export const DEFAULT_EPOCH_MS = 1_704_067_200_000

export function settingsOf(given: Partial<NodeFsSettings>): NodeFsSettings {
  let next = 0
  return {
    cwd: () => '/',
    umask: () => 0o022,
    epochMs: DEFAULT_EPOCH_MS,
    randomBelow: (bound) => (next += 7919) % bound,
    answer: (callback) => callback(),
    uncaught: (error) => {
      throw error
    },
    ...given,
  }
}
