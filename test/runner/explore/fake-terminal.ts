/** A terminal in memory, as far as Ink asks: a size, frames, keys. */
import { EventEmitter } from 'node:events'

class Output extends EventEmitter {
  readonly isTTY = true
  columns: number
  rows: number
  readonly frames: string[] = []

  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
  }

  write(text: string): boolean {
    this.frames.push(text)
    this.emit('frame')
    return true
  }
}

class Input extends EventEmitter {
  readonly isTTY = true
  #waiting: string | null = null
  raw = false

  setRawMode(raw: boolean): void {
    this.raw = raw
  }

  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
  resume(): void {}
  pause(): void {}

  read(): string | null {
    const text = this.#waiting
    this.#waiting = null
    return text
  }

  type(text: string): void {
    this.#waiting = text
    this.emit('readable')
    this.emit('data', text)
  }
}

export interface FakeTerminal {
  readonly stdout: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  type(text: string): void
  /** What was written last, without the escape sequences that move the cursor. */
  screen(): string
  /** How often something was written. */
  writes(): number
  /** How often that was something to be seen. */
  frames(): number
  resize(columns: number, rows: number): void
  isRaw(): boolean
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g')

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const output = new Output(columns, rows)
  const input = new Input()
  const drawn = (): readonly string[] => output.frames.map((frame) => frame.replace(ESCAPES, '')).filter((frame) => frame.trim() !== '')
  return {
    stdout: output as unknown as NodeJS.WriteStream,
    stdin: input as unknown as NodeJS.ReadStream,
    type: (text) => input.type(text),
    screen: () => drawn().at(-1) ?? '',
    writes: () => output.frames.length,
    frames: () => drawn().length,
    resize(newColumns, newRows) {
      output.columns = newColumns
      output.rows = newRows
      output.emit('resize')
    },
    isRaw: () => input.raw,
  }
}
