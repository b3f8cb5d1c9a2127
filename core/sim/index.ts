/**
 * `sim` is the ground floor: virtual time, events, processes, random streams and the trace. It
 * knows nothing of disks or machines. Everything that decides the course of a run goes through it,
 * so a run is a function of its plan.
 *
 * It does not model: processor time (code between two awaits takes no virtual time), memory,
 * preemption (a process keeps its turn until it awaits), or threads.
 */
export { createStreams, randomStream } from './random.ts'
export type { RandomStream, Streams } from './random.ts'
export { EventQueue } from './event-queue.ts'
export type { EventHandle } from './event-queue.ts'
export { Kernel, NeverAnswered } from './kernel.ts'
export type { KernelOptions, RunLimits, StopReason } from './kernel.ts'
export { Deferred, Process, ProcessGroup } from './process.ts'
export { createMutex, createSignal } from './sync.ts'
export type { Mutex, Signal } from './signal.ts'
export { Trace } from './trace.ts'
export type { TraceEvent } from './trace.ts'
export { describeDivergence, describeEvent, firstDivergence } from './divergence.ts'
export type { Divergence } from './divergence.ts'
export { breathe } from './breathe.ts'
export { admitTicks, AmbientAccessError, withGuard } from './guard.ts'
export type { GuardSession } from './guard.ts'
export { hashKey, hashText, hashTextKey } from './hash.ts'
export type { Hash64 } from './hash.ts'
export { assumedMinutes, checkDuration, documentedMinutes, drawDurationUs } from './duration.ts'
export type { DurationModel, Provenance } from './duration.ts'
