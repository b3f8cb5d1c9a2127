/** How crashes are called where a person reads what happened. */
import type { ImageCut, ShutdownCut } from '../crash/crash-spec.ts'

export const CRASH_WORDS: Readonly<Record<ImageCut['kind'] | ShutdownCut['kind'], string>> = {
  'power-cut': 'POWER CUT',
  'os-reset': 'OPERATING SYSTEM RESET',
  'process-kill': 'PROCESS KILL',
  'clean-shutdown': 'CLEAN SHUTDOWN, then power off',
}
