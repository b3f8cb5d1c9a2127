/** `seeddrill explore`: walk through a run in time, and pull the plug where you like. */
import { exitCode } from '../exit-codes.ts'
import { printExplored } from '../explore/print.ts'
import type { PrintFlags } from '../explore/print.ts'
import { findTarget } from '../explore/target.ts'
import type { TargetFlags } from '../explore/target.ts'
import { exploreInView } from '../explore/view.ts'
import type { ViewFlags } from '../explore/view.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import { whyNoTerminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

export interface ExploreFlags extends TargetFlags, ViewFlags, PrintFlags {
  readonly print?: boolean
}

/** What only makes sense where lines are printed, as it is written. */
const OF_PRINT = {
  sweep: '--sweep', shrink: '--shrink', files: '--files', json: '--json', save: '--save', exportTest: '--export-test', html: '--html', perfetto: '--perfetto',
} as const satisfies Partial<Record<keyof ExploreFlags, string>>

/**
 * @returns the exit code
 * @throws UsageError for what cannot be explored, and where there is no terminal
 */
export async function exploreCommand(argument: string | undefined, flags: ExploreFlags, host: Host): Promise<number> {
  if (flags.print) return printed(argument, flags, host)
  const [misplaced] = (Object.keys(OF_PRINT) as (keyof typeof OF_PRINT)[]).filter((name) => flags[name] !== undefined)
  if (misplaced) throw new UsageError(`${OF_PRINT[misplaced]} goes with --print; in the explorer there is a key for it, see ?`)
  const why = whyNoTerminal(host)
  if (why !== null) throw new UsageError(`explore draws on a terminal, and ${why}; use seeddrill explore --print, or seeddrill replay for a failure`)
  return exploreInView(() => findTarget(argument, flags, host), flags, host)
}

async function printed(argument: string | undefined, flags: ExploreFlags, host: Host): Promise<number> {
  const interruptions = listenForInterruptions((signal) => process.exit(exitCode(signal)))
  try {
    return await printExplored(await findTarget(argument, flags, host), flags, host)
  } finally {
    interruptions.dispose()
  }
}
