/**
 * Forward progress: once the run has ended in peace and the machines were shut down cleanly, the power goes,
 * and everything that was acknowledged must be there, whatever the contract says of a crash. Says nothing about
 * a run in which a fault struck, and of an application without `close` demands only what its contract does.
 */
import { buildImages } from '../crash/picks.ts'
import type { Examiner } from './examiner.ts'
import { CLEAN_SHUTDOWN } from './judge.ts'
import { shutdownContract } from './shutdown.ts'
import type { Evidence } from './source-run.ts'

/** @returns whether this run ended with a shutdown that can be judged */
export async function checkShutdown(examiner: Examiner, evidence: Evidence): Promise<boolean> {
  const { shutdown, site, scenario } = evidence.run
  if (!shutdown) return false
  const told = { kind: CLEAN_SHUTDOWN, crash: { kind: CLEAN_SHUTDOWN }, phase: 'quiet' } as const
  if (!shutdown.ok) {
    const { message, seq } = shutdown
    examiner.findings.add({ ...told, verdict: 'service-down', message: `${message}, although nothing was broken`, cutSeq: seq, operations: [] })
    return true
  }
  const seq = site.log.end - 1
  const cursor = site.keeper.cursor()
  cursor.advanceTo(seq)
  const { recovery } = await examiner.examine({
    ...told,
    claim: evidence.claims.claimAt({ seq, vector: [], includesInFlight: true }, shutdownContract(scenario)),
    checker: evidence.checker,
    clean: false,
    images: buildImages(cursor, 'floors'),
    crash: () => told.crash,
    cutSeq: seq,
  })
  recovery?.site.dispose()
  cursor.release()
  return true
}
