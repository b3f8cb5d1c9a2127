/** The kinds of disaster that an estate meets, as data: what is lost, and how people come to know. */
import { DAY_US, MINUTE_US } from '../../backup/index.ts'
import { assumedMinutes, drawDurationUs } from '../../sim/index.ts'
import type { DurationModel, RandomStream, Streams } from '../../sim/index.ts'

/**
 * What is lost with the source: nothing (the data is wrong, the machines run), the machines and their disks, or
 * the whole region with everything in it.
 */
export type Extent = 'none' | 'machine' | 'region'

export interface DisasterTraits {
  readonly extent: Extent
  /** True: what was copied since the data went wrong is wrong as well, so a state from before is wanted. */
  readonly damagesData: boolean
  /** So many days after those that leave the history as it was. */
  readonly strikesLater: 0 | 1
  /** True: whoever reaches the source is still served by it. */
  readonly sourceLivesOn: boolean
  /** True: whatever is chosen first is committed, and there is no second choice. */
  readonly commitsAtOnce: boolean
  /** From the disaster until somebody knows. */
  readonly detection: DurationModel
  /** From there until recovery is triggered. */
  readonly decision: DurationModel
  /** How long before the disaster its cause was there already: dwell of an intruder, age of a silent fault. */
  readonly lead: DurationModel
  readonly summary: string
}

const none = assumedMinutes(0, 0, 'there is no such phase')
const monitored = assumedMinutes(2, 5, 'monitoring that alerts after some failed probes')
const called = assumedMinutes(2, 15, 'a person on call confirms and decides', 120)
const regional = assumedMinutes(5, 30, 'management waits whether the region comes back', 240)

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
} as const satisfies Record<string, DisasterTraits>

export type EstateDisasterKind = keyof typeof DISASTERS

export const ESTATE_DISASTER_KINDS = Object.keys(DISASTERS) as readonly EstateDisasterKind[]

/** Which of an estate's capacities the target has then. */
export function crowdAfter(kind: EstateDisasterKind): 'normal' | 'regionWide' {
  return DISASTERS[kind].extent === 'region' ? 'regionWide' : 'normal'
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
}

/** Draws the disasters of a history: each at an instant of its own, uniformly in its day. Earliest first. */
export function drawDisasters({ streams, kinds, count, day, timing }: DrawOptions): readonly EstateDisaster[] {
  const disasters = Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length]!
    const traits: DisasterTraits = { ...DISASTERS[kind], ...timing[kind] }
    const stream = streams.named(`disaster/${kind}/${Math.floor(index / kinds.length)}`)
    const atUs = Math.round((day + traits.strikesLater) * DAY_US) + instantOfDay(stream)
    const leadUs = drawDurationUs(traits.lead, stream)
    const detectionUs = drawDurationUs(traits.detection, stream)
    const decisionUs = drawDurationUs(traits.decision, stream)
    return { kind, index, atUs, causedAtUs: Math.max(0, atUs - leadUs), detectionUs, decisionUs }
  })
  return disasters.sort((one, other) => one.atUs - other.atUs || one.index - other.index)
}

function instantOfDay(stream: RandomStream): number {
  return stream.below(MINUTES_PER_DAY) * MINUTE_US + stream.below(MINUTE_US)
}
