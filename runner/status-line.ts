/** One line that changes for a person, a line now and then for everybody else. */
import { cut } from '../reports/columns.ts'

export interface StatusOutput {
  write(text: string): unknown
  /** The last line may be written over. */
  readonly isTTY: boolean
  /** Of the terminal, now; a line that wraps could not be written over. */
  readonly columns?: number | undefined
}

/** What takes less needs no progress. */
const QUIET_MS = 1000
const REDRAW_MS = 100
const HEARTBEAT_MS = 10_000
/** Of a terminal that does not say. */
const DEFAULT_COLUMNS = 80
const CLEAR_LINE = '\r\u001b[K'

export class StatusLine {
  readonly #output: StatusOutput
  readonly #now: () => number
  readonly #startMs: number
  #lastMs: number
  #drawn = false

  /** @param now milliseconds, of a clock that never goes back */
  constructor(output: StatusOutput, now: () => number = () => performance.now()) {
    this.#output = output
    this.#now = now
    this.#startMs = now()
    this.#lastMs = this.#startMs
  }

  get tookMs(): number {
    return this.#now() - this.#startMs
  }

  /** On a terminal: writes over the line before, unless that is too fresh. */
  draw(text: string): void {
    if (this.tookMs < QUIET_MS || this.#now() - this.#lastMs < REDRAW_MS) return
    this.#lastMs = this.#now()
    this.#drawn = true
    this.#output.write(`${CLEAR_LINE}${cut(text, (this.#output.columns ?? DEFAULT_COLUMNS) - 1)}`)
  }

  /** Elsewhere: a line of its own. */
  line(text: string): void {
    this.#lastMs = this.#now()
    this.#output.write(`${text}\n`)
  }

  /** The same, if nothing was said for a while. */
  heartbeat(text: string): void {
    if (this.#now() - this.#lastMs >= HEARTBEAT_MS) this.line(text)
  }

  /** Leaves a clean line behind. */
  close(): void {
    if (this.#drawn) this.#output.write(CLEAR_LINE)
  }
}
