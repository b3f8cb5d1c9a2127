/** The tabs by name, in their order. */
import { UNICODE } from '../../tui/glyphs.ts'
import type { ExplorerState, Tab } from '../state.ts'
import { blocksPane } from './blocks.ts'
import { bytesPane } from './bytes.ts'
import { filesPane } from './files.ts'
import { modelPane } from './model.ts'
import { operationsPane } from './operations.ts'
import type { Moment, PaneOf } from './pane.ts'
import { replicaPane } from './replica.ts'
import { reproPane } from './repro.ts'
import { verdictPane } from './verdict.ts'
import { writesPane } from './writes.ts'

export const PANES: Readonly<Record<Tab, PaneOf>> = {
  operations: operationsPane,
  blocks: blocksPane,
  bytes: bytesPane,
  writes: writesPane,
  replica: replicaPane,
  files: filesPane,
  model: modelPane,
  verdict: verdictPane,
  repro: reproPane,
}

/** Where long lines are broken changes their number a little: as in a pane of the usual width. */
export const USUAL = { columns: 84, glyphs: UNICODE }

export const linesOfTab = (state: ExplorerState): number => PANES[state.tab](state, USUAL).lines.length

/** Where the chosen line leads; null: nowhere. */
export function chosenMoment(state: ExplorerState): Moment | null {
  const { lines, choosable } = PANES[state.tab](state, USUAL)
  const at = state.scroll[state.tab] ?? 0
  return choosable ? (lines[Math.min(at, lines.length - 1)]?.leads ?? null) : null
}
