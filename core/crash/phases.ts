/** What was going on at the instant of a crash. Every state belongs to exactly one phase; earlier rows win. */
export const PHASES = {
  'mid-recovery': 'while a recovery was running',
  'mid-checkpoint': 'while a checkpoint was running',
  'mid-write': 'with a write in flight',
  'before-flush': 'with completed writes that no flush has made durable',
  'before-acknowledgement': 'between a flush and the acknowledgement that relies on it',
  quiet: 'with nothing pending',
} as const

export type Phase = keyof typeof PHASES

export const PHASE_NAMES = Object.keys(PHASES) as readonly Phase[]
