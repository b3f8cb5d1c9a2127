/** Marks of a scene while it is made: they name their lane, and know how near to the cut they are. */
import type { Locate } from '../options.ts'
import { MOST_CHARACTERS, MOST_MARKS } from './scene.ts'
import type { SceneLane, SceneMark } from './scene.ts'

export interface Draft {
  readonly lane: SceneLane
  readonly mark: Omit<SceneMark, 'lane' | 'endUs'>
  endUs: number | null
  /** Position among all steps of the scene. */
  readonly order: number
  /** Belongs to what the verdict is about: stays as long as anything does. */
  readonly named: boolean
  /** Made where the application asked for it. */
  readonly origin: Error | null
}

/** What marks may take of a scene; the rest is for lanes and blocks. */
const CHARACTERS_OF_MARKS = MOST_CHARACTERS / 2
const LONGEST_LABEL = 64
const LONGEST_LINE = 96
const MOST_LANES = 32

export function clipped(text: string, longest = LONGEST_LABEL): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

export interface FittedMarks {
  readonly lanes: readonly SceneLane[]
  readonly marks: readonly SceneMark[]
  readonly leftOut: number
}

/**
 * As many marks as a scene may have, and the lanes that they are on.
 * @param around order of the cut: what is nearest to it stays
 * @param lanes in the order in which they are shown
 */
export function fit(drafts: readonly Draft[], around: number, lanes: readonly SceneLane[], locate: Locate | undefined): FittedMarks {
  const shownLanes = lanes.filter((lane) => drafts.some((draft) => draft.lane === lane)).slice(0, MOST_LANES)
  const distance = (draft: Draft): number => (draft.named ? -1 : Math.abs(draft.order - around))
  const byNearness = drafts.filter(({ lane }) => shownLanes.includes(lane)).sort((one, other) => distance(one) - distance(other))
  const kept: { readonly draft: Draft; readonly mark: SceneMark }[] = []
  let characters = 0
  for (const draft of byNearness.slice(0, MOST_MARKS)) {
    const mark = finished(draft, shownLanes.indexOf(draft.lane), locate)
    characters += JSON.stringify(mark).length + 1
    if (characters > CHARACTERS_OF_MARKS) break
    kept.push({ draft, mark })
  }
  kept.sort((one, other) => one.mark.startUs - other.mark.startUs || one.draft.order - other.draft.order)
  return { lanes: shownLanes, marks: kept.map(({ mark }) => mark), leftOut: drafts.length - kept.length }
}

function finished({ mark, endUs, origin }: Draft, lane: number, locate: Locate | undefined): SceneMark {
  const line = (origin && locate?.(origin)) ?? null
  const { kind, startUs, label, ...rest } = mark
  return { lane, kind, startUs, endUs, label: clipped(label), ...rest, ...(line === null ? {} : { line: clipped(line, LONGEST_LINE) }) }
}
