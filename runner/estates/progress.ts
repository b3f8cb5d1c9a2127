/** Says on standard error how many histories are done: one line that changes for a person, a line now and then for everybody else. */
import { clip, duration } from '../../reports/index.ts'
import type { Host } from '../host.ts'

export interface HistoryProgress {
  /** One more is done. */
  step(): void
  /** Leaves a clean line behind. */
  close(): void
}

/** What takes less needs no progress. */
const QUIET_MS = 1000
const REDRAW_MS = 100
const HEARTBEAT_MS = 10_000
/** Of a terminal that does not say. */
const DEFAULT_COLUMNS = 80
const CLEAR_LINE = '\r\u001b[K'

/** @param say the line for so many of all, after so long, with so much to go */
export function historyProgress(
  histories: number,
  { stderr, env }: Pick<Host, 'stderr' | 'env'>,
  say: (done: number, histories: number, took: string, left: string) => string,
  now: () => number = () => performance.now(),
): HistoryProgress {
  const startMs = now()
  const redraws = stderr.isTTY === true && env.TERM !== 'dumb'
  let lastMs = startMs
  let done = 0
  let drawn = false
  return {
    step() {
      done++
      const tookMs = now() - startMs
      if (tookMs < QUIET_MS || now() - lastMs < (redraws ? REDRAW_MS : HEARTBEAT_MS)) return
      lastMs = now()
      const line = say(done, histories, duration(tookMs), duration((tookMs / done) * (histories - done)))
      drawn = redraws
      stderr.write(redraws ? `${CLEAR_LINE}${clip(line, (stderr.columns ?? DEFAULT_COLUMNS) - 1)}` : `${line}\n`)
    },
    close() {
      if (drawn) stderr.write(CLEAR_LINE)
    },
  }
}
