/** The explorer on a terminal, from the first frame to the summary that stays when it is gone. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createColors } from 'picocolors'
import type { Pull } from '../../core/drill/explore/branch.ts'
import type { Engine } from '../../core/drill/explore/engine.ts'
import { exitCode } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { showsUnicode, wantsColors } from '../terminal.ts'
import { keepClosers } from './closers.ts'
import type { Closers } from './closers.ts'
import { spokenDeeds } from './deeds.ts'
import { asUsage, openTarget } from './open-target.ts'
import { withProductionReact } from './production-react.ts'
import { againCommand, keepPrinted, summaryLines } from './session.ts'
import type { Origin, PrintedLines, TriedBranch } from './session.ts'
import type { Choice, Target } from './target.ts'
import { listenForEndings } from './terminal-ending.ts'
import type { Ending } from './terminal-ending.ts'
import { ASCII, UNICODE } from '../tui/glyphs.ts'
import { paletteOf } from '../tui/palette.ts'
import { listenForSuspension } from '../tui/put-aside.ts'
import type { Suspension } from '../tui/put-aside.ts'
import type { Style } from '../tui/row.ts'
import { enterScreen } from '../tui/terminal-screen.ts'
import type { OwnScreen } from '../tui/terminal-screen.ts'

export interface ViewFlags {
  readonly color: boolean
  readonly ascii?: boolean
  readonly at?: number
  readonly pull?: Pull
}

/** What is known of the session at any time, for the summary. */
interface Known {
  title: string | null
  readonly branches: TriedBranch[]
  readonly done: string[]
  readonly printed: PrintedLines
}

/**
 * @param find may take its time: the screen is there before it
 * @returns the exit code
 */
export async function exploreInView(find: () => Promise<Target | Choice>, flags: ViewFlags, host: Host): Promise<number> {
  const endings = listenForEndings()
  const closers = keepClosers()
  const known: Known = { title: null, branches: [], done: [], printed: keepPrinted() }
  const screen = enterScreen(process)
  const suspension = listenForSuspension(screen)
  let ended: Ended
  try {
    const work = explore(find, flags, host, { closers, known, suspension, screen })
    // Whatever comes after the end is nobody's concern.
    work.catch(() => {})
    ended = await Promise.race([work, endings.came])
  } catch (error) {
    ended = { by: 'error', error }
  }
  await closers.closeAll()
  suspension.dispose()
  screen.restore()
  endings.dispose()
  // What is still being loaded would keep the process for seconds.
  if (ended.by === 'signal' && known.title === null) process.exit(exitCode(ended.signal))
  if (known.title !== null) host.stdout.write(`${summaryLines({ ...known, title: known.title, printed: known.printed.kept }).join('\n')}\n`)
  if (ended.by === 'error') throw ended.error
  return exitCode(ended.by === 'signal' ? ended.signal : ended.exit)
}

type Ended = Ending | { readonly by: 'person'; readonly exit: ExitName }

interface Stage {
  readonly closers: Closers
  readonly known: Known
  readonly suspension: Suspension
  readonly screen: Pick<OwnScreen, 'clear'>
}

async function explore(find: () => Promise<Target | Choice>, flags: ViewFlags, host: Host, stage: Stage): Promise<Ended> {
  const { closers, known, suspension, screen } = stage
  const colors = createColors(wantsColors(host, flags.color))
  const ascii = flags.ascii === true || !showsUnicode(host)
  const opening = (): void => void process.stdout.write(ascii ? 'opening ...' : 'opening …')
  opening()
  const found = await find()
  const style = { palette: paletteOf(colors), glyphs: ascii ? ASCII : UNICODE }
  const target = found.kind === 'choice' ? await chosen(found, style, stage) : found
  if (target === 'leave' || target === 'interrupt') return { by: 'person', exit: target === 'leave' ? 'passed' : 'SIGINT' }
  if (found.kind === 'choice') opening()
  const { engine, explored, file, close } = await openTarget(target, { onPrinted: known.printed.hear })
  closers.add(close)
  const { scenario, seed } = explored.picture
  known.title = `${scenario}, seed ${seed}`
  const origin: Origin = { scenario, seed, file, seeded: target.kind === 'live' && target.subject.kind === 'seed' }
  // The browser may read a page long after this process has ended.
  const scratch = (): string => mkdtempSync(join(tmpdir(), 'seeddrill-'))
  const deeds = spokenDeeds({ explored, host, write: (text) => void process.stdout.write(text), onDone: (line) => void known.done.push(line), scratch })
  const { openExplorer } = await withProductionReact(() => import('./open-explorer.tsx'))
  const begins = await asUsage(() => begun(watched(engine, known, origin), file, flags))
  closers.goOn()
  screen.clear()
  const explorer = openExplorer(begins, { colors, ascii, deeds, suspension })
  closers.add(() => explorer.close())
  const { how } = await explorer.left
  return { by: 'person', exit: how === 'interrupted' ? 'SIGINT' : 'passed' }
}

async function chosen({ title, rows }: Choice, style: Style, { closers, suspension, screen }: Stage): Promise<Target | 'leave' | 'interrupt'> {
  const { openChooser } = await withProductionReact(() => import('./chooser.tsx'))
  closers.goOn()
  screen.clear()
  const chooser = openChooser(title, rows.map(({ text }) => text), { style, suspension })
  closers.add(chooser.close)
  const choice = await chooser.chosen
  screen.clear()
  return typeof choice === 'number' ? rows[choice]!.open() : choice
}

/** Where the command line says to begin. */
async function begun(engine: Engine, file: string | null, { at, pull }: ViewFlags): Promise<Engine> {
  const failure = pull ? await engine.pull(pull) : engine.opened.failure
  const cursorSeq = at ?? (pull && 'seq' in pull ? pull.seq : engine.opened.cursorSeq)
  return { ...engine, opened: { ...engine.opened, failure, cursorSeq, ...(file !== null && { file }) } }
}

/** Remembers what was tried. */
function watched(engine: Engine, { branches }: Known, origin: Origin): Engine {
  return {
    ...engine,
    async pull(pull, plan) {
      const branch = await engine.pull(pull, plan)
      branches.push({ branch, again: againCommand(branch, plan === undefined, origin) })
      return branch
    },
    async shrink(branch, onProgress) {
      const shrunk = await engine.shrink(branch, onProgress)
      branches.push({ branch: shrunk.branch, again: againCommand(shrunk.branch, false, origin) })
      return shrunk
    },
  }
}
