/**
 * Which images a crash may leave, worked out sector by sector from the definitions alone, slowly and
 * without a look at the engine.
 */
import { beforeCrash, cartesian, contentOf, INITIAL } from './trace.ts'
import type { Disk, Step, WriteStep } from './trace.ts'

export type CrashKind = 'power-cut' | 'process-kill' | 'os-reset' | 'replica-prefix'

/** One thing that a sector may hold. The first version of a sector is its initial content. */
interface Version {
  readonly content: string
  readonly state: 'durable' | 'completed' | 'in-flight' | 'failed' | 'given-up'
}

export function legalImages(
  steps: readonly Step[],
  kind: CrashKind,
  sectors: readonly number[],
  writeThrough: boolean,
): ReadonlySet<string> {
  const past = beforeCrash(steps)
  if (kind === 'replica-prefix') return prefixImages(past, sectors)
  const disks = sectors.map((count, index) => {
    const choices: string[][] = []
    for (let sector = 0; sector < count; sector++)
      choices.push(survivors[kind](versionsOf(past, 'ab'[index] as Disk, sector, writeThrough)))
    return cartesian(choices)
  })
  return new Set(disks.length === 1 ? disks[0] : cartesian([disks[0]!, ['/'], disks[1]!]))
}

const survivors: Record<Exclude<CrashKind, 'replica-prefix'>, (versions: readonly Version[]) => string[]> = {
  'power-cut': (versions) => {
    const floor = versions.findLastIndex(({ state }) => state === 'durable')
    const above = versions.slice(floor + 1).filter(({ state }) => state === 'completed' || state === 'in-flight')
    return [versions[floor]!, ...above].map(({ content }) => content)
  },
  'process-kill': (versions) => [versions.findLast(({ state }) => state !== 'failed')!.content],
  'os-reset': (versions) => {
    const newest = versions.findLastIndex(({ state }) => state === 'durable' || state === 'completed' || state === 'given-up')
    const inFlight = versions.slice(newest + 1).filter(({ state }) => state === 'in-flight')
    return [versions[newest]!, ...inFlight].map(({ content }) => content)
  },
}

function versionsOf(past: readonly Step[], disk: Disk, sector: number, writeThrough: boolean): readonly Version[] {
  const reset = past.findLastIndex((step) => step.step === 'reset' && step.disk === disk)
  const since = past.slice(reset + 1)
  const first = past[reset]
  const initial = first?.step === 'reset' ? first.content[sector]! : INITIAL
  const writes = since.filter(
    (step): step is WriteStep => step.step === 'write' && step.disk === disk && step.first <= sector && sector <= step.last,
  )
  const versions = writes.map((write): Version => ({ content: contentOf(write), state: stateOf(write, since, writeThrough) }))
  return [{ content: initial, state: 'durable' }, ...versions]
}

function stateOf(write: WriteStep, past: readonly Step[], writeThrough: boolean): Version['state'] {
  const end = past.findIndex((step) => step.step === 'written' && step.name === write.name)
  const completion = past[end]
  if (completion?.step !== 'written') return 'in-flight'
  if (completion.failed) return 'failed'
  if (write.fua || writeThrough) return 'durable'
  for (let at = end; at < past.length; at++) {
    const outcome = flushOutcome(past, at, write.disk)
    if (outcome === 'honest') return 'durable'
    if (outcome === 'gives-up') return 'given-up'
  }
  return 'completed'
}

/** How the flush ended that was submitted at this step, if one was and has. */
function flushOutcome(past: readonly Step[], at: number, disk: Disk): string | null {
  const flush = past[at]!
  if (flush.step !== 'flush' || flush.disk !== disk) return null
  const end = past.find((step) => step.step === 'flushed' && step.name === flush.name)
  return end?.step === 'flushed' ? end.outcome : null
}

/** What a replica may hold: the disks after the first 0, 1, 2 … completed writes, one order over all disks. */
function prefixImages(past: readonly Step[], sectors: readonly number[]): ReadonlySet<string> {
  const disks = sectors.map((count) => INITIAL.repeat(count).split(''))
  const image = (): string => disks.map((disk) => disk.join('')).join('/')
  const images = new Set([image()])
  for (const step of past) {
    if (step.step !== 'written' || step.failed) continue
    const write = past.find((other): other is WriteStep => other.step === 'write' && other.name === step.name)!
    for (let sector = write.first; sector <= write.last; sector++) disks['ab'.indexOf(write.disk)]![sector] = contentOf(write)
    images.add(image())
  }
  return images
}
