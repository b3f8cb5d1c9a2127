/**
 * The simulation shares the host's event loop: about every 20 ms it lets the host's timers, signals
 * and messages run, with the guard lifted. One slice serves all kernels of the thread.
 */
import { resumeGuard, suspendGuard } from './guard.ts'
import { afterImmediate, hostNow } from './host.ts'

const SLICE_MS = 20
let sliceStart = hostNow()

/** True when the host has waited long enough. */
export function sliceUsedUp(): boolean {
  return hostNow() - sliceStart >= SLICE_MS
}

/** Gives the host its turn, then calls `next`. */
export function letHostRun(next: () => void): void {
  suspendGuard()
  afterImmediate(() => {
    resumeGuard()
    sliceStart = hostNow()
    next()
  })()
}

/** For loops outside a kernel: resolves at once, or after the host's turn when that is due. */
export function breathe(): Promise<void> | undefined {
  return sliceUsedUp() ? new Promise(letHostRun) : undefined
}
