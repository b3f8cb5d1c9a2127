/** All that the explorer knows, as one value that never changes: every key makes a new one. */
import type { Branch, Fate, Pull, SweepBar } from '../../core/drill/explore/branch.ts'
import type { Opened, Progress } from '../../core/drill/explore/engine.ts'
import type { Look, LookFiles } from '../../core/drill/explore/look.ts'
import type { ShrinkReport } from '../../core/drill/result.ts'
import type { Plan } from '../../core/index.ts'
import type { Tone } from '../tui/palette.ts'
import type { Filter } from './filter.ts'
import type { DeedName } from './host.ts'
import { indexOf, markAtSeq } from './picture-index.ts'
import type { PictureIndex } from './picture-index.ts'

export const PANELS = ['events', 'timeline', 'details', 'branches'] as const
export type Panel = (typeof PANELS)[number]

export const TABS = ['operations', 'blocks', 'bytes', 'writes', 'replica', 'files', 'model', 'verdict', 'repro'] as const
export type Tab = (typeof TABS)[number]

export interface Cursor {
  /** Of the picture. */
  readonly mark: number
  /** The step of the log after which the run is looked at. */
  readonly seq: number
  readonly us: number
}

/** What lies over the panels and takes the keys. */
export type Overlay =
  | { readonly is: 'help'; readonly scroll: number }
  | { readonly is: 'plug'; readonly at: number }
  | { readonly is: 'points'; readonly at: number }
  | { readonly is: 'fates'; readonly at: number }
  | { readonly is: 'sweep'; readonly at: number }
  | { readonly is: 'compare'; readonly scroll: number; readonly left: number; readonly right: number }
  | { readonly is: 'filter'; readonly text: string }
  | { readonly is: 'command'; readonly text: string }
  | { readonly is: 'confirm-quit' }

/** A branch that was tried, or with which the explorer was opened. */
export interface Tried {
  readonly branch: Branch
  /** Marks of the branch on its own lanes. */
  readonly index: PictureIndex
  readonly shrunk: ShrinkReport | null
  /** Of a smaller run than that which is shown: its steps are others. */
  readonly elsewhere: boolean
  /** What another run of it gave; null: it was not run again. */
  readonly again: 'same' | 'other' | null
}

/** One thing at a time; its answer counts only while its number is the latest. */
export interface Running {
  readonly job: number
  readonly what: 'pull' | 'sweep' | 'shrink' | 'replay' | 'deed'
  /** What a branch is for when it is there: to stand beside another one. */
  readonly then: { readonly compareWith: number } | null
  readonly progress: Progress
}

export interface Message {
  readonly text: string
  readonly tone: Tone
}

export interface Span {
  readonly fromUs: number
  readonly toUs: number
}

export interface ExplorerState {
  readonly opened: Opened
  readonly index: PictureIndex
  /** What the surroundings can do for a person. */
  readonly deeds: readonly DeedName[]
  readonly cursor: Cursor
  readonly focus: Panel
  readonly tab: Tab
  readonly scroll: Readonly<Partial<Record<Tab, number>>>
  /** On which the timeline moves; null: on all. */
  readonly lane: number | null
  /** What the timeline shows. */
  readonly span: Span
  /** The marks that match, by their place; null: no filter. */
  readonly filter: Filter | null
  readonly overlay: Overlay | null
  /** The latest answer; it may be of an instant before the cursor's. */
  readonly look: Look | null
  readonly files: { readonly seq: number; readonly files: readonly LookFiles[] } | null
  readonly tried: readonly Tried[]
  readonly chosen: number | null
  /** The other one of a comparison. */
  readonly marked: number | null
  /** What a person decided of pending writes at one step; forgotten when the cursor leaves it. */
  readonly fates: { readonly seq: number; readonly fates: readonly Fate[] } | null
  readonly sweep: SweepBar | null
  readonly running: Running | null
  readonly jobs: number
  readonly message: Message | null
  readonly ended: 'quit' | 'interrupted' | null
}

/** What the driver is to do. */
export type Effect =
  | { readonly effect: 'look'; readonly seq: number }
  | { readonly effect: 'files'; readonly seq: number }
  | { readonly effect: 'suspend' }
  | { readonly effect: 'give-up'; readonly what: Running['what'] }
  | { readonly effect: 'pull'; readonly job: number; readonly pull: Pull; readonly plan?: Plan }
  | { readonly effect: 'replay'; readonly job: number; readonly at: number; readonly branch: Branch }
  | { readonly effect: 'sweep'; readonly job: number }
  | { readonly effect: 'shrink'; readonly job: number; readonly branch: Branch }
  | { readonly effect: 'deed'; readonly job: number; readonly deed: DeedName; readonly text: string; readonly branch: Branch | null }

export interface Outcome {
  readonly state: ExplorerState
  readonly effects: readonly Effect[]
}

export const settled = (state: ExplorerState): Outcome => ({ state, effects: [] })

export const saying = (state: ExplorerState, text: string, tone: Tone = 'muted'): ExplorerState => ({ ...state, message: { text, tone } })

export const refused = (state: ExplorerState, why: string): Outcome => settled(saying(state, why, 'warn'))

/** Where the explorer begins, and what it wants to know first. */
export function begin(opened: Opened, deeds: readonly DeedName[]): Outcome {
  const index = indexOf(opened.picture)
  const mark = markAtSeq(index, opened.cursorSeq)
  const { startUs, endUs } = opened.picture
  const state: ExplorerState = {
    opened,
    index,
    deeds,
    cursor: { mark, seq: opened.cursorSeq, us: opened.picture.marks[mark]?.startUs ?? startUs },
    focus: 'events',
    tab: opened.failure ? 'verdict' : 'operations',
    scroll: {},
    lane: null,
    span: { fromUs: startUs, toUs: Math.max(endUs, startUs + 1) },
    filter: null,
    overlay: null,
    look: null,
    files: null,
    tried: opened.failure ? [tried(opened.failure)] : [],
    chosen: opened.failure ? 0 : null,
    marked: null,
    fates: null,
    sweep: null,
    running: null,
    jobs: 0,
    message: null,
    ended: null,
  }
  return { state, effects: opened.abilities.look === undefined ? [{ effect: 'look', seq: state.cursor.seq }] : [] }
}

export const tried = (branch: Branch, shrunk: ShrinkReport | null = null, elsewhere = shrunk !== null): Tried => ({
  branch,
  index: indexOf({ lanes: branch.lanes, marks: branch.marks, endUs: branch.marks.reduce((end, mark) => Math.max(end, mark.endUs ?? mark.startUs), branch.atUs) }),
  shrunk,
  elsewhere,
  again: null,
})

export const chosenOf = ({ tried, chosen }: ExplorerState): Tried | null => (chosen === null ? null : (tried[chosen] ?? null))
