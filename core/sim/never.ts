/**
 * What a call gives to a process that is gone: a promise that nothing settles. Each call gets its own, for what waits for
 * a promise lives as long as the promise does, with everything that it holds: a whole world, with its disks.
 */
export function never(): Promise<never> {
  return new Promise<never>(() => {})
}
