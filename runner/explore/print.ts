/** `explore --print`: what the keys of the explorer do, for scripts, tests and whoever has no terminal. */
import type { Branch, Pull, SweepBar } from '../../core/drill/explore/branch.ts'
import type { Engine } from '../../core/drill/explore/engine.ts'
import { sizeLine } from '../../reports/index.ts'
import { SEEDDRILL } from '../../reports/shell.ts'
import { exitCode } from '../exit-codes.ts'
import type { ExitName } from '../exit-codes.ts'
import type { Host } from '../host.ts'
import { UsageError } from '../usage-error.ts'
import { writeText } from '../write-text.ts'
import { asciiOnly } from './ascii-only.ts'
import { deedsOf } from './deeds.ts'
import type { Explored } from './deeds.ts'
import type { Shrunk } from './engine-order.ts'
import { asUsage, firstOf, openTarget } from './open-target.ts'
import { branchLines, sweepLines } from './print-branch.ts'
import { filesLines, lookLines } from './print-look.ts'
import { pictureLines } from './print-picture.ts'
import type { Choice, Target } from './target.ts'

export interface PrintFlags {
  readonly at?: number
  readonly pull?: Pull
  readonly sweep?: boolean
  readonly shrink?: boolean
  readonly files?: boolean
  readonly json?: boolean
  readonly ascii?: boolean
  readonly save?: boolean
  readonly exportTest?: string
  readonly html?: string
  readonly perfetto?: string
}

/** What is to be printed. */
interface Result {
  readonly document: unknown
  readonly lines: readonly string[]
  readonly exit: ExitName
}

/** @returns the exit code: that of the branch or of the sweep */
export async function printExplored(found: Target | Choice, flags: PrintFlags, host: Host): Promise<number> {
  if (flags.json && flags.sweep && flags.pull) throw new UsageError('--json prints one thing: leave --sweep or --pull out')
  const { engine, explored, file, close } = await openTarget(await firstOf(found), { onPrinted: (line) => void host.stderr.write(`${line}\n`) })
  try {
    const { document, lines, exit } = await asUsage(() => result(engine, explored, file, flags, host))
    const text = flags.json ? JSON.stringify(document, null, 2) : lines.join('\n')
    const shown = `${flags.ascii ? asciiOnly(text) : text}\n`
    if (flags.json) host.stdout.write(shown)
    else writeText(host, shown)
    return exitCode(exit)
  } finally {
    await close()
  }
}

async function result(engine: Engine, explored: Explored, file: string | null, flags: PrintFlags, host: Host): Promise<Result> {
  const { opened } = engine
  const seq = flags.at ?? (flags.pull && 'seq' in flags.pull ? flags.pull.seq : opened.cursorSeq)
  const run = await runResult(engine, seq, flags)
  const sweep = flags.sweep ? await engine.sweep(() => {}) : null
  const branch = await branchOf(engine, flags)
  const done = await deeds(explored, branch?.branch ?? null, flags, host)
  const parts = [
    // Who wants to know what comes of it need not be told what was before it.
    ...(flags.pull && flags.at === undefined && !flags.files ? [] : [run]),
    ...(sweep ? [sweepResult(sweep)] : []),
    ...(branch ? [branchResult(branch, file)] : []),
  ]
  const last = parts.at(-1)!
  return { ...last, lines: [...parts.flatMap(({ lines }, index) => (index === 0 ? lines : ['', ...lines])), ...done] }
}

async function runResult(engine: Engine, seq: number, { at, files }: PrintFlags): Promise<Result> {
  const { opened } = engine
  const why = opened.abilities.look
  if (why !== undefined && (at !== undefined || files)) throw new UsageError(why)
  const look = why === undefined ? await engine.look(seq) : null
  if (look && at !== undefined && look.seq !== at) throw new UsageError(`--at ${at}: the run has no such step; the nearest is ${look.seq}`)
  const trees = files ? await engine.files(seq) : []
  const lines = [...pictureLines(opened, seq), ...(look ? ['', ...lookLines(look)] : []), ...filesLines(trees)]
  return { document: files ? trees : at === undefined ? opened : look, lines, exit: 'passed' }
}

type PulledBranch = Pick<Shrunk, 'branch'> & { readonly report: Shrunk['report'] | null }

/** The one that was asked for, else the failure that was opened; shrunk where that was asked for. */
async function branchOf(engine: Engine, { pull, shrink }: PrintFlags): Promise<PulledBranch | null> {
  const { failure, abilities } = engine.opened
  if (pull && abilities.pull !== undefined) throw new UsageError(abilities.pull)
  const branch = pull ? await engine.pull(pull) : failure
  if (!shrink) return branch && { branch, report: null }
  if (abilities.shrink !== undefined) throw new UsageError(abilities.shrink)
  if (!branch || exitOf(branch.verdict) !== 'violated') throw new UsageError('--shrink makes failures smaller, and nothing failed here')
  return engine.shrink(branch, () => {})
}

function branchResult({ branch, report }: PulledBranch, file: string | null): Result {
  const lines = branchLines(branch, file, report !== null)
  return { document: branch, lines: report ? [`shrunk   ${sizeLine(report)}`, ...lines] : lines, exit: exitOf(branch.verdict) }
}

function sweepResult(bar: SweepBar): Result {
  const exits = bar.instants.map(({ worst }) => exitOf(worst))
  return { document: bar, lines: sweepLines(bar), exit: exits.includes('violated') ? 'violated' : exits.includes('inconclusive') ? 'inconclusive' : 'passed' }
}

const EXITS: Readonly<Partial<Record<Branch['verdict'], ExitName>>> = { ok: 'passed', inconclusive: 'inconclusive', 'not-applicable': 'inconclusive' }

const exitOf = (verdict: Branch['verdict']): ExitName => EXITS[verdict] ?? 'violated'

/** @returns what was done, one line each */
async function deeds(explored: Explored, branch: Branch | null, { save, exportTest, html, perfetto }: PrintFlags, host: Host): Promise<readonly string[]> {
  const all = deedsOf(explored, host)
  const needed = (flag: string): Branch => {
    if (branch) return branch
    throw new UsageError(`${flag} needs something that came of pulling the plug: add --pull, or name a failure`)
  }
  const done: string[] = []
  if (save) {
    const { id, file } = await all.save(needed('--save'))
    done.push(`saved    ${file}; show it again with ${SEEDDRILL} replay ${id}`)
  }
  if (exportTest !== undefined) {
    await all.exportTest(needed('--export-test'), exportTest)
    done.push(`wrote    ${exportTest}`)
  }
  if (html !== undefined) {
    await all.html(needed('--html'), html)
    done.push(`wrote    ${html}`)
  }
  if (perfetto !== undefined) {
    all.perfetto(branch, perfetto)
    done.push(`wrote    ${perfetto}`)
  }
  return done
}
