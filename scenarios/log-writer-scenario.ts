/** Appends to the log writer by several clients, under each sync policy. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { durabilityOf, logWriter } from './log-writer/index.ts'
import type { LogWriter, LogWriterAppOptions } from './log-writer/index.ts'

export type LogOperation = { readonly append: string } | { readonly sync: true }

export interface LogWriterScenarioOptions extends LogWriterAppOptions {
  /** Clients sync explicitly now and then, and what they acknowledged before must last. Default false. */
  readonly syncs?: boolean
}

const LONGEST_RECORD = 900

const append = fc.record({
  append: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: LONGEST_RECORD, size: 'max' }),
})

const appendOrSync: fc.Arbitrary<LogOperation> = fc.oneof(
  { weight: 7, arbitrary: append },
  { weight: 1, arbitrary: fc.constant({ sync: true } as const) },
)

/** Small segments, so that a drill of some tens of milliseconds rotates several times. */
export const SHORT: LogWriterAppOptions = { volumeSize: '128KiB', segmentBytes: 4096, intervalUs: 4000 }
/** Three segments, so that the ring goes round more than once. */
const SHORT_RING: LogWriterAppOptions = { ...SHORT, volumeSize: '16KiB' }
/** So many records are in two full segments, however long they are. */
const ALWAYS_HELD = 6

/** The same workload and oracle for the correct writer and for every planted defect. */
export function logWriterScenario(name: string, options: LogWriterScenarioOptions = {}): Scenario {
  const { syncs = false, ...writer } = options
  const { policy = 'always', recycle = false } = writer
  return scenario({
    name,
    machines: { log: logWriter({ ...(recycle ? SHORT_RING : SHORT), ...writer }) },
    operation: syncs ? appendOrSync : append,
    apply: (machines, operation) => apply(machines.log, operation),
    model: {
      initial: [] as readonly string[],
      step: (state, operation: LogOperation) => ('append' in operation ? [...state, operation.append] : state),
    },
    project: recycle ? newest : (state) => state,
    observe: async ({ log }): Promise<unknown> => (recycle ? await observeNewest(log) : await log.readAll()),
    durability: syncs && policy !== 'always' ? 'sync' : durabilityOf(policy),
    faults: ['stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}

async function apply(log: LogWriter, operation: LogOperation) {
  if ('sync' in operation) return log.sync()
  return committed((await log.append(operation.append)).position)
}

/** How many records there have been, and the newest. When a ring drops the oldest is its own affair. */
function newest(state: readonly string[]): { readonly records: number; readonly newest: readonly string[] } {
  return { records: state.length, newest: state.slice(-ALWAYS_HELD) }
}

async function observeNewest(log: LogWriter): Promise<ReturnType<typeof newest>> {
  const texts = await log.readAll()
  return { records: log.firstNumber - 1 + texts.length, newest: texts.slice(-ALWAYS_HELD) }
}
