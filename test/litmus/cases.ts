/**
 * The litmus cases: a short trace, a crash, and literally which images it may leave. The notation of traces
 * and images is explained in `trace.ts`; `-` is what the disk held before.
 */
import type { CrashKind } from './legal-images.ts'

export interface LitmusCase {
  readonly name: string
  readonly trace: string
  /** Default `power-cut`. */
  readonly kind?: CrashKind
  /** Completion is durability. Default false. */
  readonly writeThrough?: boolean
  /** Exactly these, as products of what each sector may hold. */
  readonly allowed: readonly string[]
  /** Images that somebody might expect, wrongly. */
  readonly forbidden: readonly string[]
}

const flushes: readonly LitmusCase[] = [
  {
    name: 'a write in flight is old or new',
    trace: 'W1@0',
    allowed: ['{-|1}'],
    forbidden: ['0'],
  },
  {
    name: 'a completed write is not durable without a flush',
    trace: 'W1@0 C1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'a completed flush makes an earlier completed write durable',
    trace: 'W1@0 C1 F1 CF1',
    allowed: ['1'],
    forbidden: ['-'],
  },
  {
    name: 'a flush in flight covers nothing yet',
    trace: 'W1@0 C1 F1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'a write that completes after the submission of the flush is not covered',
    trace: 'W1@0 F1 C1 CF1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'W1,W2,W3,C3,C2,Wflush,C1,Cflush: the flush covers 2 and 3, not 1',
    trace: 'W1@0 W2@1 W3@2 C3 C2 F1 C1 CF1',
    allowed: ['{-|1} 2 3'],
    forbidden: ['1-3', '12-', '---', '-2-'],
  },
  {
    name: 'W1,W2,W3,C3,C2,Wflush,C1 | Cflush: an instant earlier nothing is sure',
    trace: 'W1@0 W2@1 W3@2 C3 C2 F1 C1 | CF1',
    allowed: ['{-|1} {-|2} {-|3}'],
    forbidden: [],
  },
  {
    name: 'two flushes in flight: each covers what had completed at its own submission',
    trace: 'W1@0 C1 F1 W2@1 C2 F2 CF1',
    allowed: ['1 {-|2}'],
    forbidden: ['-2', '--'],
  },
  {
    name: 'the later of two flushes completes first and covers for both',
    trace: 'W1@0 C1 F1 W2@1 C2 F2 CF2',
    allowed: ['1 2'],
    forbidden: ['1-', '-2'],
  },
  {
    name: 'a second flush catches what the first one missed',
    trace: 'W1@0 F1 C1 CF1 F2 CF2',
    allowed: ['1'],
    forbidden: ['-'],
  },
  {
    name: 'a write after the flush may be seen without any other being lost',
    trace: 'W1@0 C1 F1 CF1 W2@1 W3@2',
    allowed: ['1 {-|2} {-|3}'],
    forbidden: ['-2-', '--3'],
  },
]

const fua: readonly LitmusCase[] = [
  {
    name: 'a completed FUA write is durable',
    trace: 'W1@0! C1',
    allowed: ['1'],
    forbidden: ['-'],
  },
  {
    name: 'a FUA write in flight is like any other',
    trace: 'W1@0!',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'FUA covers only itself',
    trace: 'W1@0 C1 W2@1! C2',
    allowed: ['{-|1} 2'],
    forbidden: ['1-', '--'],
  },
  {
    name: 'FUA of a sector supersedes an older unflushed version of it',
    trace: 'W1@0 C1 W2@0! C2',
    allowed: ['2'],
    forbidden: ['1', '-'],
  },
  {
    name: 'FUA of one sector leaves the other sectors of the older write volatile',
    trace: 'W1@0-2 C1 W2@1! C2',
    allowed: ['{-|1} 2 {-|1}'],
    forbidden: ['111', '---', '1-1'],
  },
  {
    name: 'a flush after FUA raises what was left of the older write, below the newer one',
    trace: 'W1@0-2 C1 W2@1! C2 F1 CF1',
    allowed: ['1 2 1'],
    forbidden: ['111', '-2-'],
  },
  {
    name: 'a newer unflushed version may be lost down to the FUA one, not below',
    trace: 'W1@0 C1 W2@0! C2 W3@0 C3',
    allowed: ['{2|3}'],
    forbidden: ['1', '-'],
  },
]

const versions: readonly LitmusCase[] = [
  {
    name: 'every unflushed version of a sector may be the one that survives',
    trace: 'W1@0 C1 W2@0 C2 W3@0',
    allowed: ['{-|1|2|3}'],
    forbidden: ['0'],
  },
  {
    name: 'a flush between two versions raises the floor to the first',
    trace: 'W1@0 C1 F1 W2@0 C2 CF1',
    allowed: ['{1|2}'],
    forbidden: ['-'],
  },
  {
    name: 'overlapping writes: each sector chooses for itself',
    trace: 'W1@0-1 C1 W2@1-2 C2',
    allowed: ['{-|1} {-|1|2} {-|2}'],
    forbidden: ['2--', '--1'],
  },
  {
    name: 'a write of several sectors tears into any subset',
    trace: 'W1@0-2',
    allowed: ['{-|1} {-|1} {-|1}'],
    forbidden: [],
  },
  {
    name: 'a completed write of several sectors tears as well',
    trace: 'W1@0-2 C1',
    allowed: ['{-|1} {-|1} {-|1}'],
    forbidden: [],
  },
  {
    name: 'a flushed write of several sectors is whole',
    trace: 'W1@0-2 C1 F1 CF1',
    allowed: ['1 1 1'],
    forbidden: ['1-1', '11-'],
  },
  {
    name: 'a discard is a version that reads as zeros',
    trace: 'W1@0-1 C1 F1 CF1 D2@1 C2',
    allowed: ['1 {1|0}'],
    forbidden: ['1-', '00'],
  },
  {
    name: 'write-zeroes is a version, durable by a flush',
    trace: 'W1@0 C1 Z2@0 C2 F1 CF1 W3@0',
    allowed: ['{0|3}'],
    forbidden: ['-', '1'],
  },
  {
    name: 'write-zeroes with FUA needs no flush',
    trace: 'W1@0-1 C1 Z2@0! C2',
    allowed: ['0 {-|1}'],
    forbidden: ['11', '--'],
  },
]

const errors: readonly LitmusCase[] = [
  {
    name: 'a failed flush covers nothing, what it was to cover stays volatile',
    trace: 'W1@0 C1 F1 XF1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'the flush after a failed one covers it all',
    trace: 'W1@0 C1 F1 XF1 F2 CF2',
    allowed: ['1'],
    forbidden: ['-'],
  },
  {
    name: 'a lying flush covers nothing',
    trace: 'W1@0 C1 F1 LF1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
  {
    name: 'an honest flush after a lying one covers what the lie was about',
    trace: 'W1@0 C1 F1 LF1 W2@1 F2 CF2',
    allowed: ['1 {-|2}'],
    forbidden: ['-2', '--'],
  },
  {
    name: 'error, then clean: the next flush succeeds, the data is lost for good',
    trace: 'W1@0 C1 F1 GF1 F2 CF2',
    allowed: ['-'],
    forbidden: ['1'],
  },
  {
    name: 'error, then clean: what the flush did not cover lives on',
    trace: 'W1@0 C1 F1 W2@1 C2 GF1 F2 CF2',
    allowed: ['- 2'],
    forbidden: ['12', '--'],
  },
  {
    name: 'error, then clean: an older durable version is what remains',
    trace: 'W1@0 C1 F1 CF1 W2@0 C2 F2 GF2',
    allowed: ['1'],
    forbidden: ['2', '-'],
  },
  {
    name: 'a failed write leaves the old content, even after a flush',
    trace: 'W1@0 C1 W2@0 X2 F1 CF1',
    allowed: ['1'],
    forbidden: ['2', '-'],
  },
  {
    name: 'a write that will fail may still be there while it is in flight',
    trace: 'W1@0 | X1',
    allowed: ['{-|1}'],
    forbidden: [],
  },
]

const devices: readonly LitmusCase[] = [
  {
    name: 'write-through: completion is durability',
    trace: 'W1@0-1 C1 W2@0',
    writeThrough: true,
    allowed: ['{1|2} 1'],
    forbidden: ['--', '1-', '-1'],
  },
  {
    name: 'write-through: a write in flight still tears',
    trace: 'W1@0-1',
    writeThrough: true,
    allowed: ['{-|1} {-|1}'],
    forbidden: [],
  },
  {
    name: 'two disks have floors of their own: a flush covers its own disk',
    trace: 'W1@a0 W2@b0 C1 C2 F1@b CF1',
    allowed: ['{-|1} / 2'],
    forbidden: ['1/-', '-/-'],
  },
  {
    name: 'two disks: FUA on one says nothing about the other',
    trace: 'W1@a0 C1 W2@b0! C2',
    allowed: ['{-|1} / 2'],
    forbidden: ['1/-'],
  },
  {
    name: 'a power cut in the past clears the versions from before it',
    trace: 'W1@0 C1 W2@1 R@a=1- W3@1 C3',
    allowed: ['1 {-|3}'],
    forbidden: ['--', '12', '-3'],
  },
  {
    name: 'a power cut of one disk leaves the other alone',
    trace: 'W1@a0 C1 W2@b0 C2 R@a=-',
    allowed: ['- / {-|2}'],
    forbidden: ['1/2', '1/-'],
  },
  {
    name: 'the base of the log may advance between a write and its flush',
    trace: 'W1@0 C1 W2@1 B C2 F1 CF1 W3@0',
    allowed: ['{1|3} 2'],
    forbidden: ['-2', '1-'],
  },
  {
    name: 'the base of the log may advance between the submission of a flush and its completion',
    trace: 'W1@0 C1 F1 B W2@1 C2 CF1',
    allowed: ['1 {-|2}'],
    forbidden: ['--', '-2'],
  },
  {
    name: 'marks make nothing durable',
    trace: 'M W1@0 M C1 M F1 W2@1 M C2 CF1 M',
    allowed: ['1 {-|2}'],
    forbidden: ['--', '-2'],
  },
]

const otherCrashes: readonly LitmusCase[] = [
  {
    name: 'process kill: everything submitted survives',
    kind: 'process-kill',
    trace: 'W1@0 C1 W2@1 W3@0-1',
    allowed: ['3 3'],
    forbidden: ['12', '--', '1-'],
  },
  {
    name: 'process kill: a failed write does not survive',
    kind: 'process-kill',
    trace: 'W1@0 C1 W2@0 X2',
    allowed: ['1'],
    forbidden: ['2'],
  },
  {
    name: 'operating-system reset: completed writes survive without a flush',
    kind: 'os-reset',
    trace: 'W1@0 C1 W2@1 C2',
    allowed: ['1 2'],
    forbidden: ['1-', '-2', '--'],
  },
  {
    name: 'operating-system reset: a write in flight is old or new sector by sector',
    kind: 'os-reset',
    trace: 'W1@0-1 C1 W2@0-1',
    allowed: ['{1|2} {1|2}'],
    forbidden: ['--', '-2'],
  },
  {
    name: 'replica: exactly the prefixes in the order of completion',
    kind: 'replica-prefix',
    trace: 'W1@0 W2@1 W3@2 C3 C1 C2',
    allowed: ['- - -', '- - 3', '1 - 3', '1 2 3'],
    forbidden: ['1--', '12-', '-2-'],
  },
  {
    name: 'replica: writes are whole, and no flush is needed',
    kind: 'replica-prefix',
    trace: 'W1@0-1 C1 W2@1-2 C2 W3@0',
    allowed: ['- - -', '1 1 -', '1 2 2'],
    forbidden: ['1--', '-22', '322'],
  },
  {
    name: 'replica: a missing flush cannot be seen, nor does a failed write count',
    kind: 'replica-prefix',
    trace: 'W1@0 C1 W2@0 X2 F1 XF1 W3@1 C3',
    allowed: ['- -', '1 -', '1 3'],
    forbidden: ['2-', '-3'],
  },
  {
    name: 'replica: two disks of a group are cut in one order',
    kind: 'replica-prefix',
    trace: 'W1@a0 W2@b0 C2 C1 W3@b0 C3',
    allowed: ['- / -', '- / 2', '1 / 2', '1 / 3'],
    forbidden: ['1/-', '-/3'],
  },
]

export const LITMUS_CASES: readonly LitmusCase[] = [...flushes, ...fua, ...versions, ...errors, ...devices, ...otherCrashes]
