/** Says on standard error how many histories are done: one line that changes for a person, a line now and then for everybody else. */
import { duration } from '../../reports/index.ts'
import type { Host } from '../host.ts'
import { StatusLine } from '../status-line.ts'

export interface HistoryProgress {
  /** One more is done. */
  step(): void
  /** Leaves a clean line behind. */
  close(): void
}

/** @param say the line for so many of all, after so long, with so much to go; null: they are all done */
export function historyProgress(
  histories: number,
  { stderr, env }: Pick<Host, 'stderr' | 'env'>,
  say: (done: number, histories: number, took: string, left: string | null) => string,
  now?: () => number,
): HistoryProgress {
  const redraws = stderr.isTTY === true && env.TERM !== 'dumb'
  const status = new StatusLine({ write: (text) => stderr.write(text), isTTY: redraws, get columns() { return stderr.columns } }, now)
  let done = 0
  return {
    step() {
      done++
      const { tookMs } = status
      const left = done < histories ? duration((tookMs / done) * (histories - done)) : null
      const line = say(done, histories, duration(tookMs), left)
      if (redraws) status.draw(line)
      else status.heartbeat(line)
    },
    close: () => status.close(),
  }
}
