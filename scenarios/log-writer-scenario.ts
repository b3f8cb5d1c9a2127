/** Appends to the log writer by several clients, under each sync policy. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { log } from '../core/oracle/index.ts'
import { durabilityOf, logWriter } from './log-writer/index.ts'
import type { LogWriterAppOptions } from './log-writer/index.ts'

const LONGEST_RECORD = 900

const record = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: LONGEST_RECORD, size: 'max' })

/** Small segments, so that a drill of some tens of milliseconds rotates several times. */
const SHORT: LogWriterAppOptions = { volumeSize: '128KiB', segmentBytes: 4096, intervalUs: 4000 }

/** The same workload and oracle for the correct writer and for every planted defect. */
export function logWriterScenario(name: string, options: LogWriterAppOptions = {}): Scenario {
  return scenario({
    name,
    machines: { log: logWriter({ ...SHORT, ...options }) },
    operation: record,
    async apply(machines, text) {
      return committed((await machines.log.append(text)).position)
    },
    model: log<string>(),
    observe: (machines) => machines.log.readAll(),
    durability: durabilityOf(options.policy ?? 'always'),
    faults: ['stall', 'error-once', 'error-sticky', 'error-then-clean', 'enospc', 'never-answers'],
  })
}
