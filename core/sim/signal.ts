/**
 * How processes of one machine wait for each other. A wake-up always goes through the
 * kernel, as an event of its own, so that the kernel knows whose turn it is.
 */
export interface Signal<T = void> {
  /** Resolves, in the waiter's own turn, at the next {@link notify}. */
  wait(): Promise<T>
  /** Wakes every process that waits now, in the order in which they began to wait. */
  notify(value: T): void
  /** How many processes wait. */
  readonly waiting: number
}

/** Mutual exclusion, first come first served. */
export interface Mutex {
  run<T>(section: () => Promise<T>): Promise<T>
}
