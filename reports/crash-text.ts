/** What struck, in a few words. */
import type { CrashSpec } from '../core/crash/crash-spec.ts'

/** `after a power cut, then a power cut during recovery` */
export function crashText(crash: CrashSpec): string {
  const back = crash.kind === 'disaster' && crash.failback ? ', then failback' : ''
  const second = crash.then ? `, then a power cut ${SECOND_CRASH[crash.then.during]}` : back
  return `after ${CRASHES[crash.kind]}${second}`
}

const CRASHES = {
  'power-cut': 'a power cut',
  'os-reset': 'an operating-system reset',
  'process-kill': 'a process kill',
  'recovery-point': 'failover to a recovery point',
  disaster: 'a disaster',
  'clean-shutdown': 'a clean shutdown',
  run: 'no crash at all',
} as const

const SECOND_CRASH = { recovery: 'during recovery', life: 'in the life after it' } as const
