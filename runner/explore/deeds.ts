/** What can be done with a branch beside looking at it. Each deed is also a flag of `explore --print`. */
import { join } from 'node:path'
import type { Branch } from '../../core/drill/explore/branch.ts'
import type { Picture } from '../../core/drill/explore/picture.ts'
import type { ReportedFailure, SavedFailure } from '../../core/drill/events.ts'
import { SEEDDRILL } from '../../reports/shell.ts'
import type { CatalogEntry } from '../catalog.ts'
import { shortId } from '../corpus/short-id.ts'
import type { Host } from '../host.ts'
import { copyToClipboard } from '../tui/clipboard.ts'
import { openInDesktop } from '../open-in-desktop.ts'
import type { Opener } from '../open-in-desktop.ts'
import { UsageError } from '../usage-error.ts'
import { exportTest } from './export-test.ts'
import { writeReport } from './one-failure.ts'
import type { OneFailure } from './one-failure.ts'
import { pictureTrace } from './picture-trace.ts'
import { saveBranch } from './save-branch.ts'
import { toldFailure } from './told-failure.ts'
import { writeNewFile } from './write-new-file.ts'

/** What the deeds are done to. */
export interface Explored {
  /** Null: a saved file, whose code is not here. */
  readonly entry: Pick<CatalogEntry, 'ref' | 'kind'> | null
  /** The failure of a saved file. */
  readonly recorded: OneFailure | null
  readonly picture: Picture
}

export interface Deeds {
  save(branch: Branch): Promise<SavedFailure>
  exportTest(branch: Branch, file: string): Promise<void>
  html(branch: Branch, file: string): Promise<void>
  perfetto(branch: Branch | null, file: string): void
}

/** Every one rejects with a UsageError where it cannot be done. */
export function deedsOf({ entry, recorded, picture }: Explored, host: Host): Deeds {
  const told = new Map<string | null, Promise<ReportedFailure | null>>()
  // A branch is run again once, however much is made of it.
  const tell = (known: CatalogEntry['ref'], branch: Branch): Promise<ReportedFailure | null> => {
    const answer = told.get(branch.token) ?? toldFailure(known, branch)
    told.set(branch.token, answer)
    return answer
  }
  const needed = (what: string): Pick<CatalogEntry, 'ref' | 'kind'> => {
    if (entry) return entry
    throw new UsageError(`${what} needs the code, and this is a saved file without it; in the checkout, open it by its token`)
  }
  return {
    async save(branch) {
      const { ref } = needed('saving')
      return saveBranch(ref, branch, await tell(ref, branch), host.cwd)
    },
    exportTest: async (branch, file) => exportTest(needed('a test'), branch, file, host.cwd),
    async html(branch, file) {
      if (recorded) return writeReport('html', recorded, file, host)
      const { ref } = needed('a report')
      const failure = await tell(ref, branch)
      if (!failure) throw new UsageError('a report shows failures, and this recovers as it must')
      await writeReport('html', { about: ref, seed: branch.plan.seed, failure }, file, host)
    },
    perfetto: (branch, file) => writeNewFile(file, host.cwd, pictureTrace(picture, branch)),
  }
}

/** The deeds of the interface: they choose the names of files, and answer with a sentence for the footer. */
export interface SpokenDeeds {
  copy(text: string): Promise<string>
  save(branch: Branch): Promise<string>
  exportTest(branch: Branch): Promise<string>
  openHtml(branch: Branch | null): Promise<string>
  exportPerfetto(picture: Picture, branch: Branch | null): Promise<string>
}

export interface SpokenOptions {
  readonly explored: Explored
  readonly host: Host
  /** Writes to the terminal beside what is drawn. */
  readonly write: (sequence: string) => void
  /** Hears what was written where. */
  readonly onDone: (line: string) => void
  /** Makes the folder that pages for the browser go to. */
  readonly scratch: () => string
  readonly open?: Opener
}

export function spokenDeeds({ explored, host, write, onDone, scratch, open = openInDesktop }: SpokenOptions): SpokenDeeds {
  const deeds = deedsOf(explored, host)
  const done = (line: string): string => {
    onDone(line)
    return line
  }
  const named = (branch: Branch | null, extension: string): string => `${shortId(explored.picture.scenario, nameOf(branch))}${extension}`
  return {
    async copy(text) {
      const { ok, words } = copyToClipboard(text, write)
      if (!ok) throw new UsageError(words)
      return words
    },
    async save(branch) {
      const { id, file } = await deeds.save(branch)
      return done(`saved: ${SEEDDRILL} replay ${id} shows it again (${file})`)
    },
    async exportTest(branch) {
      const file = named(branch, '.test.ts')
      await deeds.exportTest(branch, file)
      return done(`wrote ${file}`)
    },
    async openHtml(branch) {
      if (!branch) throw new UsageError('a report shows failures: pull the plug first')
      const file = join(scratch(), named(branch, '.html'))
      await deeds.html(branch, file)
      open(file, host)
      return done(`wrote ${file}`)
    },
    async exportPerfetto(_, branch) {
      const file = named(branch, '.perfetto.json')
      deeds.perfetto(branch, file)
      return done(`wrote ${file}; open it at ui.perfetto.dev`)
    },
  }
}

/** `power-cut-41-lost-ack`, `run` */
function nameOf(branch: Branch | null): string {
  if (!branch) return 'run'
  const { pull, verdict } = branch
  return `${pull.how}-${pull.how === 'recovery-point' ? pull.point : pull.seq}-${verdict}`.replace(/[^\w.+-]+/g, '-')
}
