/**
 * Names changes of files that were only in the memory of the operating system when the power failed: a program that
 * does not wait for an fsync has them acknowledged, and no write of the disk is missing. What reached the disk is told
 * by the lines of the program: every write of a page knows the call that filled it. Does not guess: a change of which
 * that cannot be told, such as a name after a later commit, is not named.
 */
import { isCompletion } from '../block/write-log.ts'
import type { WriteLog } from '../block/write-log.ts'
import { describeChange, fileChanges } from './file-changes.ts'
import type { FileChange } from './file-changes.ts'
import type { Finding } from './findings.ts'
import type { Locate } from './options.ts'
import type { CauseWrite } from './result.ts'
import type { Site } from './site.ts'

export interface MemoryCause {
  readonly sentence: string
  readonly writes: readonly CauseWrite[]
}

/** What a person means by a change; the rest of a call's changes says nothing beside it. */
const TELLING: readonly string[] = ['write', 'rename', 'unlink', 'link']

/** @param seq last position of the log that the crash left */
export function memoryCause(site: Site, finding: Finding, seq: number, locate: Locate | undefined): MemoryCause | null {
  const { log } = site
  // To the kill of a process nothing of it is lost.
  if (!log.origins || !locate || (finding.crash.kind === 'process-kill' && !finding.crash.then)) return null
  const changes = fileChanges(site, seq)
  const lost = blamed(changes, changes.filter((change) => isInMemory(log, change, seq)), finding)
  const [first] = lost
  if (!first) return null
  const later = changes.filter((change) => isOf(first, change) && !lost.includes(change) && change.mark.seq > first.mark.seq)
  return {
    sentence: sentence(log, lost, later.filter(({ mark }) => TELLING.includes(mark.name)), finding, seq),
    writes: lost.map((change) => describeChange(site, change, 'lost', locate)),
  }
}

/** Data is on its way to the disk once a write has its origin; a name, once the journal has committed after it. */
function isInMemory(log: WriteLog, { mark }: FileChange, seq: number): boolean {
  const origin = log.origins!.get(mark.seq)
  if (!origin) return false
  for (let at = mark.seq + 1; at <= seq; at++) {
    const step = log.step(at)
    if (step.kind !== 'write' || step.cached || step.submitSeq !== at) continue
    if (mark.name === 'write' ? log.origins!.get(at) === origin && step.label === 'data' : step.label === 'commit') return false
  }
  return true
}

/**
 * Those of the operation that the verdict names; else of the last that was overtaken, its data by its name; else of the
 * last that had any.
 */
function blamed(changes: readonly FileChange[], inMemory: readonly FileChange[], { operations }: Finding): readonly FileChange[] {
  const telling = inMemory.filter(({ mark }) => TELLING.includes(mark.name))
  const named = telling.filter(({ mark }) => mark.operation !== null && operations.includes(mark.operation))
  const overtaken = telling.filter((change) => change.mark.name === 'write' &&
    changes.some((other) => isOf(change, other) && other.mark.seq > change.mark.seq && TELLING.includes(other.mark.name) && !inMemory.includes(other)))
  const last = named.at(-1) ?? overtaken.at(-1) ?? telling.at(-1)
  return last ? telling.filter((change) => isOf(last, change)).slice(-MOST_CHANGES) : []
}

const MOST_CHANGES = 2

const isOf = (one: FileChange, other: FileChange): boolean => one.mark.operation === other.mark.operation && one.disk === other.disk

function sentence(log: WriteLog, lost: readonly FileChange[], durable: readonly FileChange[], { verdict, operations }: Finding, seq: number): string {
  const { mark, disk } = lost[0]!
  const { operation } = mark
  const names = `${lost.map((change) => `"${change.mark.name}"`).join(' and ')} on ${disk}`
  const where = `${lost.length === 1 ? 'was' : 'were'} in the memory of the operating system only`
  const answer = answerOf(log, operation, seq)
  if (verdict === 'lost-ack' && answer !== null && operation !== null && operations.includes(operation))
    return `operation ${operation} was acknowledged, but its ${names} ${where}: ${syncs(log, lost, answer, 'the acknowledgement')}`
  const owner = operation === null ? '' : `of operation ${operation}, `
  const after = durable.length === 0 ? '' : `, although its "${durable.at(-1)!.mark.name}" after that had reached the journal`
  return `${owner}${names} ${where} when the power failed${after}: ${syncs(log, lost, seq, 'the crash')}`
}

function answerOf(log: WriteLog, operation: number | null, seq: number): number | null {
  for (let at = log.base; at <= seq; at++) {
    const step = log.step(at)
    if (step.kind === 'mark' && step.mark === 'answered' && step.operation === operation && step.name === 'ok') return at
  }
  return null
}

/** The program's own fsync, if it asked for one in time. */
function syncs(log: WriteLog, lost: readonly FileChange[], until: number, words: string): string {
  const { mark } = lost.at(-1)!
  for (let at = mark.seq + 1; at <= until; at++) {
    const step = log.step(at)
    if (step.kind === 'flush' && step.operation === mark.operation && !isCompletion(step, at)) return `its fsync had not done its work by ${words}`
  }
  return `no fsync between it and ${words}`
}
