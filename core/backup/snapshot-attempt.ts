/** One snapshot set of one machine, with this backup as its provider. */
import type { Machine } from '../machine/machine.ts'
import type { SnapshotEvidence, SnapshotProvider, SnapshotSetResult } from '../machine/quiesce-set.ts'
import type { BackupContext } from './context.ts'
import { drawUs } from './context.ts'
import { cutAtOnce, releaseCut } from './machine-cut.ts'
import type { MachineCut } from './machine-cut.ts'

export type FailedSet = Extract<SnapshotSetResult, { ok: false }>

export type AttemptOutcome =
  | { readonly ok: true; readonly cut: MachineCut; readonly evidence: SnapshotEvidence }
  | FailedSet

/**
 * @param writers whether the applications are asked to freeze; else only the file systems come to rest
 * @param ended called once, when all has thawed; the cut then belongs to who is called
 */
export function attemptSnapshot(
  context: BackupContext,
  machine: Machine,
  name: string,
  writers: boolean,
  ended: (outcome: AttemptOutcome) => void,
): void {
  const { consistency, defects = {} } = context.policy
  const { limits, scriptTimeoutUs } = consistency
  const { provider, cut } = providerOf(context, machine, name)
  context.snapshots.start({
    machines: [machine],
    provider,
    limits: { ...limits, freezeTimeoutUs: scriptTimeoutUs },
    // The service has no other way to leave the writers of a machine out.
    defects: writers ? defects : { ...defects, snapshotWithoutFreeze: true },
    ended: (result) => {
      const made = cut()
      if (result.ok) return ended({ ok: true, cut: made!, evidence: result.evidence })
      if (made) releaseCut(made)
      ended(result)
    },
  })
}

function providerOf(context: BackupContext, machine: Machine, name: string) {
  const { kernel, policy } = context
  let cut: MachineCut | null = null
  let aborted = false
  const provider: SnapshotProvider = {
    commit: (answer) => {
      kernel.after(drawUs(context, 'commit', machine.id, policy.commit), () => {
        if (aborted) return
        cut = cutAtOnce(context, machine, name)
        const [mark] = cut.marks
        answer({ ok: true, cutFirst: mark!, cutLast: mark!, orderPreserved: true })
      })
    },
    abort: () => void (aborted = true),
  }
  return { provider, cut: () => cut }
}
