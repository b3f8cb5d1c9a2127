/** The event stream of one shard, read back from its file. */
import type { CaseFinished, FailureFound, RunEvent, RunFinished, RunSettings, RunStarted, WholeRun } from '../../core/drill/events.ts'
import { UsageError } from '../usage-error.ts'

/** The start of a shard. */
export interface ShardStarted extends RunStarted {
  readonly settings: RunSettings & Required<Pick<RunSettings, 'shard'>>
  readonly whole: WholeRun
}

/** What is told of a case in order: its failures, then its end. */
export interface TalliedEvents {
  readonly failures: readonly FailureFound[]
  readonly ended: CaseFinished
}

export interface Piece {
  /** Of the file, as the person named it. */
  readonly name: string
  readonly started: ShardStarted
  /** By place in the whole run. */
  readonly cases: ReadonlyMap<number, TalliedEvents>
  readonly finished: RunFinished
}

/**
 * @param text one event a line, as `--reporter ndjson` writes it
 * @throws UsageError when it is no event stream of a shard, or lacks its end
 */
export function readPiece(name: string, text: string): Piece {
  const events = text.split('\n').flatMap((line, index, { length }) => (line === '' || (index > 0 && index === length - 1 && isCutOff(line)) ? [] : [eventOf(line, `${name}:${index + 1}`)]))
  const [started] = events
  const finished = events.at(-1)
  if (started?.type !== 'run-started') throw new UsageError(`${name} holds no run; write one with --reporter ndjson=${name}`)
  if (!isShard(started)) throw new UsageError(`${name} is a whole run and no part of one; parts come from run --shard 1/2, 2/2 …`)
  if (finished?.type !== 'run-finished') throw new UsageError(`${name} breaks off before the end of its run; run shard ${shardText(started)} again`)
  return { name, started, cases: casesOf(name, events, started.whole.places), finished }
}

/** `2/4`. */
export const shardText = ({ settings: { shard } }: ShardStarted): string => `${shard.index}/${shard.of}`

const isShard = (started: RunStarted): started is ShardStarted => started.settings.shard !== undefined && started.whole !== undefined

/** A last line that was being written when the run was killed. */
function isCutOff(line: string): boolean {
  try {
    JSON.parse(line)
    return false
  } catch {
    return true
  }
}

function eventOf(line: string, place: string): RunEvent {
  try {
    const event = JSON.parse(line) as Partial<RunEvent> | null
    if (event?.v === 1 && typeof event.type === 'string') return event as RunEvent
  } catch {
    // Told below, with the line that it is about.
  }
  throw new UsageError(`${place}: no event of a run; pieces are files of --reporter ndjson`)
}

function casesOf(name: string, events: readonly RunEvent[], places: readonly number[]): ReadonlyMap<number, TalliedEvents> {
  const cases = new Map<number, TalliedEvents>()
  let failures: FailureFound[] = []
  for (const event of events) {
    if (event.type === 'failure') failures.push(event)
    if (event.type !== 'case-finished') continue
    const place = places[event.case]
    if (place === undefined || failures.some((failure) => failure.case !== event.case))
      throw new UsageError(`${name}: the events of case ${event.case} are not in order; the file was changed`)
    cases.set(place, { failures, ended: event })
    failures = []
  }
  return cases
}
