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

/** A view that redraws itself is for a person at a terminal; everything else gets lines. */
export function wantsView({ env, stdin, stdout }: Host): boolean {
  const inCi = isSet(env.CI) && env.CI !== 'false' && env.CI !== '0'
  return stdin.isTTY === true && stdout.isTTY === true && !inCi && env.TERM !== 'dumb'
}
