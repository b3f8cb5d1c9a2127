/** What the explorer asks of its surroundings. Each deed answers with the sentence that the footer shows, and rejects with the reason. */
import type { Branch } from '../../core/drill/explore/branch.ts'
import type { Picture } from '../../core/drill/explore/picture.ts'
import type { Colors } from 'picocolors/types.js'
import type { DrawStreams } from '../tui/draw.tsx'
import type { Suspension } from '../tui/put-aside.ts'

export interface ExplorerDeeds {
  /** Puts a text on the clipboard of the terminal (OSC 52). */
  readonly copy?: (text: string) => Promise<string>
  /** Keeps a branch in the corpus. */
  readonly save?: (branch: Branch) => Promise<string>
  /** Writes a test that replays a branch. */
  readonly exportTest?: (branch: Branch) => Promise<string>
  /** Writes an HTML report of a branch, or of the run where null, and opens it. */
  readonly openHtml?: (branch: Branch | null) => Promise<string>
  /** Writes the picture with the marks of the branch as a Perfetto trace. */
  readonly exportPerfetto?: (picture: Picture, branch: Branch | null) => Promise<string>
}

export type DeedName = keyof ExplorerDeeds

export interface ExplorerHost extends DrawStreams {
  readonly colors: Colors
  /** The terminal shows no Unicode. */
  readonly ascii: boolean
  readonly deeds: ExplorerDeeds
  /** Default: nobody puts it aside. */
  readonly suspension?: Pick<Suspension, 'draws' | 'suspend'>
}

/** With what the explorer was left. */
export interface ExplorerExit {
  readonly how: 'quit' | 'interrupted'
  /** All that was tried, first to last. */
  readonly branches: readonly Branch[]
}
