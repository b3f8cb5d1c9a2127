/**
 * The notation of the litmus cases. A trace is a line of steps, each of them literally one step of a write log:
 *
 *     W1@0      write 1 of sector 0 is submitted        W1@0-2    of sectors 0, 1 and 2
 *     W1@0!     the same with FUA                       W1@b0     of sector 0 of the second disk
 *     D1@0      discard 1                               Z1@0      write-zeroes 1
 *     C1        write 1 completes                       X1        write 1 fails
 *     F1        flush 1 is submitted (F1@b: second disk)
 *     CF1       flush 1 completes                       LF1       completes and lies
 *     XF1       fails, what it covered stays dirty      GF1       fails and gives up what it covered
 *     M         a mark                                  R@a=1-    power came back: disk a holds 1 and -
 *     B         the base of the log advances to here    |         here is the crash (default: at the end)
 */
export type Disk = 'a' | 'b'

export interface WriteStep {
  readonly step: 'write'
  /** Names its completion, and is what its sectors hold (`0` when it writes zeros). */
  readonly name: string
  readonly kind: 'write' | 'discard' | 'write-zeroes'
  readonly disk: Disk
  readonly first: number
  readonly last: number
  readonly fua: boolean
}

export type Step =
  | WriteStep
  | { readonly step: 'written'; readonly name: string; readonly failed: boolean }
  | { readonly step: 'flush'; readonly name: string; readonly disk: Disk }
  | { readonly step: 'flushed'; readonly name: string; readonly outcome: 'honest' | 'lying' | 'failed' | 'gives-up' }
  | { readonly step: 'reset'; readonly disk: Disk; readonly content: string }
  | { readonly step: 'mark' | 'advance-base' | 'crash' }

const WRITE_KINDS = { W: 'write', D: 'discard', Z: 'write-zeroes' } as const
const FLUSH_OUTCOMES = { C: 'honest', L: 'lying', X: 'failed', G: 'gives-up' } as const
const BARE = { M: 'mark', B: 'advance-base', '|': 'crash' } as const

/** Content that a disk has before the trace begins. */
export const INITIAL = '-'

export function parseTrace(trace: string): readonly Step[] {
  return trace.trim().split(/\s+/).map(parseStep)
}

function parseStep(text: string): Step {
  const write = /^([WDZ])([1-9])@([ab]?)(\d)(?:-(\d))?(!?)$/.exec(text)
  if (write) {
    const [, kind, name, disk, first, last, fua] = write
    return {
      step: 'write',
      name: name!,
      kind: WRITE_KINDS[kind as keyof typeof WRITE_KINDS],
      disk: (disk || 'a') as Disk,
      first: Number(first),
      last: Number(last ?? first),
      fua: fua === '!',
    }
  }
  const written = /^([CX])([1-9])$/.exec(text)
  if (written) return { step: 'written', name: written[2]!, failed: written[1] === 'X' }
  const flush = /^F([1-9])(?:@([ab]))?$/.exec(text)
  if (flush) return { step: 'flush', name: flush[1]!, disk: (flush[2] ?? 'a') as Disk }
  const flushed = /^([CLXG])F([1-9])$/.exec(text)
  if (flushed) {
    const outcome = FLUSH_OUTCOMES[flushed[1] as keyof typeof FLUSH_OUTCOMES]
    return { step: 'flushed', name: flushed[2]!, outcome }
  }
  const reset = /^R@([ab])=(.+)$/.exec(text)
  if (reset) return { step: 'reset', disk: reset[1] as Disk, content: reset[2]! }
  const bare = BARE[text as keyof typeof BARE]
  if (bare) return { step: bare }
  throw new Error(`parseTrace: no step of a trace: ${text}`)
}

/** The steps before the crash. */
export function beforeCrash(steps: readonly Step[]): readonly Step[] {
  const crash = steps.findIndex(({ step }) => step === 'crash')
  return crash < 0 ? steps : steps.slice(0, crash)
}

/** What the sectors of a write hold. */
export function contentOf(write: WriteStep): string {
  return write.kind === 'write' ? write.name : '0'
}

/**
 * All images of one or more products: `{-|1} 2 / {-|3}` is two sectors of disk a and one of disk b,
 * and stands for `-2/-`, `-2/3`, `12/-` and `12/3`.
 */
export function expand(products: readonly string[]): ReadonlySet<string> {
  return new Set(products.flatMap((product) => cartesian(product.split(/\s+/).map(alternatives))))
}

function alternatives(text: string): readonly string[] {
  return text.startsWith('{') ? text.slice(1, -1).split('|') : [text]
}

/** Every string that takes one part of each list. */
export function cartesian(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce<readonly string[]>((heads, tails) => heads.flatMap((head) => tails.map((tail) => head + tail)), [''])
}

/** Sectors of each disk in an image: `12/3` has two and one. */
export function sectorsOf(image: string): readonly number[] {
  return image.split('/').map((disk) => disk.length)
}
