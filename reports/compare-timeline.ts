/** The steps of one recovery as rows of text: from when to when, what, who, and how the time is known. */
import type { StepRecord } from '../core/failover/step-record.ts'
import { nameIn, stepName } from './compare-names.ts'
import type { CompareTexts } from './compare-texts.ts'
import { plain } from './format.ts'

const SECOND_US = 1_000_000
const SECONDS_PER_HOUR = 3600
const SECONDS_PER_MINUTE = 60

export interface TimelineRow {
  readonly from: string
  /** Empty: it never ended. */
  readonly to: string
  readonly step: string
  readonly who: string
  readonly provenance: string
  readonly critical: boolean
}

/** In the order in which the steps began. Times are from the disaster. */
export function timelineRows(steps: readonly StepRecord[], critical: readonly string[], texts: CompareTexts): readonly TimelineRow[] {
  const onPath = new Set(critical)
  return [...steps].sort((one, other) => one.startUs - other.startUs || (one.endUs ?? Infinity) - (other.endUs ?? Infinity)).map((step) => ({
    from: clock(step.startUs),
    to: step.endUs === null ? '' : clock(step.endUs),
    step: stepName(step.id, texts) + (step.outcome === 'done' ? '' : ` (${step.outcome}${step.detail === undefined ? '' : `: ${plain(step.detail)}`})`),
    who: nameIn(texts.names.actors, step.by),
    provenance: nameIn(texts.names.provenances, step.provenance),
    critical: onPath.has(step.id),
  }))
}

/** `+1:42:07`. */
export function clock(us: number): string {
  const seconds = Math.round(us / SECOND_US)
  const hours = Math.floor(seconds / SECONDS_PER_HOUR)
  const minutes = Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `+${hours}:${two(minutes)}:${two(seconds % SECONDS_PER_MINUTE)}`
}
