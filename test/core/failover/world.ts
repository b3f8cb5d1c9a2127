/** A recovery in a world of its own, with durations that are round numbers of minutes so that a test can add them up. */
import { assumedMinutes, createStreams, Kernel } from '../../../core/sim/index.ts'
import { OPERATORS, startRecovery } from '../../../core/failover/index.ts'
import type {
  Operators, PlatformDurations, RecoveryBootOutcome, RecoveryMachine, RecoveryOptions, RecoveryRun, RecoverySummary, StepRecord,
} from '../../../core/failover/index.ts'

export const MINUTE = 60_000_000

export const exactly = (minutes: number) => assumedMinutes(minutes, minutes, 'a test')

/** A failover of one machine takes 1 (checks) + 1 (disks) + 2 (creation) + 5 (Linux) until it runs, 1 + 2 + 1 until it is healthy. */
export const EXACT: PlatformDurations = {
  detection: exactly(3),
  decision: exactly(10),
  prerequisites: exactly(1),
  sourceShutdown: exactly(4),
  replicaDisks: exactly(1),
  conversion: exactly(9),
  creation: exactly(2),
  osBoot: { linux: exactly(5), windows: exactly(20) },
  serviceStart: exactly(1),
  cacheWarmUp: exactly(2),
  healthProbe: exactly(1),
  script: exactly(1),
  manualAction: exactly(3),
  otherAllocation: exactly(20),
  quotaRaise: exactly(240),
  commit: exactly(120),
  regionReturns: exactly(720),
  cancellation: exactly(8),
  enabledAnew: exactly(120),
}

/** Of one machine that starts at once, in minutes since the trigger. */
export const RUNNING = 9
export const HEALTHY = 13

export const EXACT_OPERATORS: Operators = { ...OPERATORS, reaction: exactly(6) }

export function machine(
  id: string,
  outcome: RecoveryBootOutcome = { ok: true },
  more: Partial<RecoveryMachine> = {},
): RecoveryMachine {
  return { id, os: 'linux', boot: (done) => done(outcome), ...more }
}

export interface Recovered {
  readonly kernel: Kernel
  readonly run: RecoveryRun
  readonly summary: RecoverySummary
  readonly step: (id: string) => StepRecord | undefined
  /** When a step ended, in minutes. */
  readonly endOf: (id: string) => number | null
}

type Options = Partial<Omit<RecoveryOptions, 'kernel' | 'machines'>> & {
  readonly seed?: string
  /** Default: one, `db`. */
  readonly machines?: readonly RecoveryMachine[] | ((kernel: Kernel) => readonly RecoveryMachine[])
  /** Something that happens meanwhile. */
  readonly during?: (kernel: Kernel, run: RecoveryRun) => void
}

/** Runs a recovery that is triggered at once until nothing more happens. */
export async function recover({ seed = 'recovery', during, machines = [machine('db')], ...options }: Options = {}): Promise<Recovered> {
  const kernel = new Kernel({ streams: createStreams(seed) })
  const run = startRecovery({
    kernel,
    machines: typeof machines === 'function' ? machines(kernel) : machines,
    method: { kind: 'failover', processingUs: 0 },
    durations: EXACT,
    operators: EXACT_OPERATORS,
    response: false,
    ...options,
  })
  during?.(kernel, run)
  await kernel.run()
  const step = (id: string): StepRecord | undefined => run.steps.find((candidate) => candidate.id === id)
  const endOf = (id: string): number | null => {
    const endUs = step(id)?.endUs
    return endUs === undefined || endUs === null ? null : endUs / MINUTE
  }
  return { kernel, run, summary: run.summary(), step, endOf }
}

export const minutes = (us: number | null): number | null => (us === null ? null : us / MINUTE)
