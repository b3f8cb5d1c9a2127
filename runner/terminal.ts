/** What the terminal can show, decided once from the surroundings. */
import type { Host } from './host.ts'

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/**
 * Colours: `--no-color` and a non-empty `NO_COLOR` forbid them, then `FORCE_COLOR` decides, then
 * whether standard output is a terminal that can.
 */
export function wantsColors({ env, stdout }: Host, allowed: boolean): boolean {
  if (!allowed || isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return stdout.isTTY === true && env.TERM !== 'dumb'
}

/** The first of these that is set says in which characters the terminal writes (POSIX.1-2017, 8.2). */
const LOCALES = ['LC_ALL', 'LC_CTYPE', 'LANG'] as const

/** Signs outside of ASCII are shown as they are meant. Terminals of Windows say nothing, and can. */
export function showsUnicode({ env }: Host, platform: NodeJS.Platform = process.platform): boolean {
  if (env.TERM === 'linux') return false
  const locale = LOCALES.map((name) => env[name]).find(isSet)
  return locale === undefined ? platform === 'win32' : /utf-?8/i.test(locale)
}

/** Nobody is there to answer, and nobody presses a key. */
export const inCi = ({ CI }: Host['env']): boolean => isSet(CI) && CI !== 'false' && CI !== '0'

/** Why nothing that redraws itself can be shown here, in a few words; null: a person is there, at a terminal that can. */
export function whyNoTerminal({ env, stdin, stdout }: Host): string | null {
  if (stdout.isTTY !== true) return 'standard output is no terminal'
  if (stdin.isTTY !== true) return 'standard input is no terminal'
  if (inCi(env)) return 'CI is set'
  return env.TERM === 'dumb' ? 'TERM is dumb' : null
}

/** Columns below which a view has no room to show anything. */
const LEAST_COLUMNS = 60

/** A view that redraws itself is for a person at a terminal that has room for it; everything else gets lines. */
export function wantsView(host: Host): boolean {
  return whyNoTerminal(host) === null && (host.stdout.columns ?? LEAST_COLUMNS) >= LEAST_COLUMNS
}
