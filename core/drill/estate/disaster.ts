/** The kinds of disaster that an estate meets, as data: what is lost, and how people come to know. */
import { DAY_US, MINUTE_US } from '../../backup/index.ts'
import { assumedMinutes, drawDurationUs } from '../../sim/index.ts'
import type { RandomStream, Streams } from '../../sim/index.ts'
import { called, monitored, none, regional } from './disaster-traits.ts'
import type { DisasterTraits } from './disaster-traits.ts'
import { PHASE_DISASTERS } from './phase-disasters.ts'

export type { DisasterTraits, Extent } from './disaster-traits.ts'

export const DISASTERS = {
  'region-loss': {
    extent: 'region',
    damagesData: false,
    strikesLater: 0,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: monitored,
    decision: regional,
    lead: none,
    summary: 'the source region is gone, with everything in it',
  },
  'machine-loss': {
    extent: 'machine',
    damagesData: false,
    strikesLater: 0,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: monitored,
    decision: called,
    lead: none,
    summary: 'all machines of the estate and their disks are gone, the region is there',
  },
  partition: {
    extent: 'region',
    damagesData: false,
    strikesLater: 0,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: monitored,
    decision: regional,
    lead: assumedMinutes(5, 40, 'the regions lose contact before the source is lost', 240),
    summary: 'the regions lose contact, and then the source region is lost',
  },
  isolation: {
    extent: 'region',
    damagesData: false,
    strikesLater: 1,
    commitsAtOnce: false,
    sourceLivesOn: true,
    detection: monitored,
    decision: regional,
    lead: none,
    summary: 'the source region is cut off from everybody who decides, and serves on whom it can',
  },
  'accidental-deletion': {
    extent: 'none',
    damagesData: true,
    strikesLater: 0,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: assumedMinutes(2, 30, 'users miss their data', 480),
    decision: called,
    lead: none,
    summary: 'somebody deletes data by mistake, and the deletion is replicated',
  },
  ransomware: {
    extent: 'none',
    damagesData: true,
    strikesLater: 1,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: assumedMinutes(1, 10, 'nothing can be read any more'),
    decision: assumedMinutes(60, 240, 'forensics finds when the intruder came in', 1440),
    lead: assumedMinutes(30, 720, 'an intruder waits before the data is encrypted', 2880),
    summary: 'an intruder encrypts all disks after some time inside; copies made in between are not clean',
  },
  'silent-corruption': {
    extent: 'none',
    damagesData: false,
    strikesLater: 1,
    commitsAtOnce: false,
    sourceLivesOn: false,
    detection: none,
    decision: called,
    lead: assumedMinutes(60, 480, 'a sector goes bad and nobody reads it', 1440),
    summary: 'a sector of a source disk changes by itself, below everything that captures writes',
  },
  'operator-error': {
    extent: 'region',
    damagesData: false,
    strikesLater: 0,
    commitsAtOnce: true,
    sourceLivesOn: false,
    detection: monitored,
    decision: regional,
    lead: none,
    summary: 'the source region is gone, and an old recovery point is committed by mistake',
  },
  ...PHASE_DISASTERS,
} as const satisfies Record<string, DisasterTraits>

export type EstateDisasterKind = keyof typeof DISASTERS

export const ESTATE_DISASTER_KINDS = Object.keys(DISASTERS) as readonly EstateDisasterKind[]

/** With the traits that few kinds have. */
export const traitsOf = (kind: EstateDisasterKind): DisasterTraits => DISASTERS[kind]

/** Which of an estate's capacities the target has then. */
export function crowdAfter(kind: EstateDisasterKind): 'normal' | 'regionWide' {
  return DISASTERS[kind].extent === 'region' ? 'regionWide' : 'normal'
}

/** Each kind with the one that it follows, each once. */
export function withThoseBefore(kinds: readonly EstateDisasterKind[]): readonly EstateDisasterKind[] {
  return [...new Set(kinds.flatMap((kind) => [traitsOf(kind).afterwards?.follows ?? kind, kind]))]
}

/** What strikes where nothing else is said. */
export const USUAL_DISASTERS: readonly EstateDisasterKind[] = [
  'region-loss', 'machine-loss', 'partition', 'accidental-deletion', 'ransomware',
]

/** What an estate says of its own about a kind of disaster. */
export type DisasterTiming = Partial<Pick<DisasterTraits, 'detection' | 'decision' | 'lead'>>

/** One disaster of one history. The same for every strategy. */
export interface EstateDisaster {
  readonly kind: EstateDisasterKind
  /** Its place among the disasters of the history, from 0. */
  readonly index: number
  readonly atUs: number
  /** When its cause began; at most {@link atUs}. */
  readonly causedAtUs: number
  readonly detectionUs: number
  readonly decisionUs: number
  /** The only one that is lost; of disasters of one machine. */
  readonly machine?: string
}

const MINUTES_PER_DAY = DAY_US / MINUTE_US

export interface DrawOptions {
  readonly streams: Streams
  readonly kinds: readonly EstateDisasterKind[]
  /** Dealt to the kinds in turn. */
  readonly count: number
  /** The first of them strike in the 24 hours after so many days. */
  readonly day: number
  readonly timing: Readonly<Partial<Record<EstateDisasterKind, DisasterTiming>>>
  /** Of which one is lost, where only one is. */
  readonly machines: readonly string[]
}

/** Draws the disasters of a history: each at an instant of its own, uniformly in its day. Earliest first. */
export function drawDisasters({ streams, kinds, count, day, timing, machines }: DrawOptions): readonly EstateDisaster[] {
  const disasters = Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length]!
    const traits: DisasterTraits = { ...DISASTERS[kind], ...timing[kind] }
    const stream = streams.named(`disaster/${kind}/${Math.floor(index / kinds.length)}`)
    const instantUs = Math.round((day + traits.strikesLater) * DAY_US) + instantOfDay(stream)
    const leadUs = drawDurationUs(traits.lead, stream)
    const detectionUs = drawDurationUs(traits.detection, stream)
    const decisionUs = drawDurationUs(traits.decision, stream)
    const machine = traits.oneMachine ? { machine: stream.pick(machines) } : {}
    return { kind, index, ...timesOf(traits, instantUs, leadUs), detectionUs, decisionUs, ...machine }
  })
  return disasters.sort((one, other) => one.atUs - other.atUs || one.index - other.index)
}

function timesOf({ counts }: DisasterTraits, instantUs: number, leadUs: number): Pick<EstateDisaster, 'atUs' | 'causedAtUs'> {
  if (counts === 'from-enabling') return { atUs: leadUs, causedAtUs: 0 }
  if (counts === 'from-cause') return { atUs: instantUs + leadUs, causedAtUs: instantUs }
  return { atUs: instantUs, causedAtUs: Math.max(0, instantUs - leadUs) }
}

function instantOfDay(stream: RandomStream): number {
  return stream.below(MINUTES_PER_DAY) * MINUTE_US + stream.below(MINUTE_US)
}
