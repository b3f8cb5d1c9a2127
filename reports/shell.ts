/** Commands that a person can paste. */
import type { RunScenario, RunStarted } from '../core/drill/events.ts'

/** Quotes an argument for a POSIX shell when it has to be. */
export function shellArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** As it works in a project that the package was installed in, with nothing on the path. */
export const SEEDDRILL = 'npx seeddrill'

/** The command that drills one scenario with one seed again, whatever came of it. */
export function drillCommand({ name, file }: Pick<RunScenario, 'name' | 'file'>, seed: string, { states, checkDeterminism }: RunStarted['settings']): string {
  const parts = [
    shellArgument(file ?? name),
    ...(file === null ? [] : [`-t ${shellArgument(`^${name.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')}$`)}`]),
    `--seed ${shellArgument(seed)}`,
    ...(states === null ? [] : [`--states ${states}`]),
    ...(checkDeterminism ? ['--check-determinism'] : []),
  ]
  return `${SEEDDRILL} run ${parts.join(' ')}`
}

/** The command that does the whole run again, but for its saved failures. */
export function wholeRunCommand({ seed, settings, scenarios }: RunStarted): string {
  const { patterns, filter, states, checkDeterminism, strictCoverage, demo } = settings
  const seeds = scenarios.find(({ expects }) => expects === null)?.seeds ?? scenarios[0]?.seeds ?? []
  const single = seeds.length === 1 && seeds[0] === seed
  const parts = [
    ...patterns.map(shellArgument),
    ...(demo ? ['--demo'] : []),
    ...(filter === null ? [] : [`-t ${shellArgument(filter)}`]),
    `--seed ${shellArgument(seed)}`,
    ...(single || demo || seeds.length === 0 ? [] : [`--seeds ${seeds.length}`]),
    ...(states === null ? [] : [`--states ${states}`]),
    ...(strictCoverage ? ['--strict-coverage'] : []),
    ...(checkDeterminism ? ['--check-determinism'] : []),
  ]
  return `${SEEDDRILL} run ${parts.join(' ')}`
}
