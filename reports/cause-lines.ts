/** The cause of a failure, in lines for a person. */
import type { Cause, CauseWrite, ShrinkReport } from '../core/drill/result.ts'
import { cut } from './columns.ts'
import { counted, plain } from './format.ts'

const COLUMNS = 100
const SENTENCE_LINES = 3
const MOST_WRITES = 2

/** `minimal: 2 operations, 1 disk, 1 lost write (from 40 operations, 2 disks, 9 lost writes; 31 of 60 re-runs)` */
export function sizeLine(report: ShrinkReport): string {
  const { fromOperations, toOperations, faults, disks, lostWrites, attempts, budget, ended } = report
  const parts = [
    { noun: 'operation', from: fromOperations, to: toOperations },
    ...(faults.from > 0 ? [{ noun: 'fault', ...faults }] : []),
    ...(disks ? [{ noun: 'disk', ...disks }] : []),
    ...(lostWrites ? [{ noun: 'lost write', ...lostWrites }] : []),
  ]
  const size = (side: 'from' | 'to'): string => parts.map((part) => counted(part[side], part.noun)).join(', ')
  if (ended === 'not-shrunk' || attempts === 0) return `as found: ${size('to')}, not shrunk`
  return `${WORDS[ended]}: ${size('to')} (from ${size('from')}; ${attempts} of ${counted(budget, 're-run')})`
}

const WORDS = {
  'nothing-smaller': 'minimal',
  budget: 'smallest within the budget',
  interrupted: 'smallest so far',
} as const

/** Why, where in the code, on which disks, and what is nearest to it that passes. None when nobody found out. */
export function causeLines(cause: Cause | null): readonly string[] {
  if (!cause) return []
  const { sentence, writes, epochs, nearestPassing } = cause
  const located = writes.filter(({ line }) => line !== null).slice(0, MOST_WRITES)
  const lines = [
    ...wrapped(`why: ${plain(sentence)}`, COLUMNS - 2, SENTENCE_LINES),
    ...located.map((write) => `  ${writeLine(write)}`),
    ...epochs.map((row) => `  ${plain(row)}`),
    ...(nearestPassing ? [`nearest state that recovers: ${plain(nearestPassing.change)} (${distance(nearestPassing)})`] : []),
  ]
  return lines.map((line) => cut(line, COLUMNS - 2))
}

function writeLine({ name, label, line }: CauseWrite): string {
  return `${name} "${plain(label)}" is written at ${plain(line!)}`
}

function distance({ writes, sectors }: NonNullable<Cause['nearestPassing']>): string {
  return `${counted(writes, 'write')}, ${counted(sectors, 'sector')} away`
}

/** Breaks at blanks where there are some; what is too long for `most` lines is cut. */
export function wrapped(text: string, columns: number, most: number): readonly string[] {
  const lines = text.match(new RegExp(`.{1,${columns}}(?:\\s+|$)|.{${columns}}`, 'gu')) ?? ['']
  if (lines.length <= most) return lines.map((line) => line.trimEnd())
  const rest = lines.slice(most - 1).join('')
  return [...lines.slice(0, most - 1).map((line) => line.trimEnd()), cut(rest, columns)]
}
