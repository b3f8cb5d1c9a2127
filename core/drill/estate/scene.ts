/** A disaster, looked at when what was lost is lost. The same for every strategy. */
import type { EstateDisaster } from './disaster.ts'
import type { EstateEvidence } from './evidence.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { TargetView } from './target-view.ts'

export interface Scene {
  readonly running: ProtectedEstate
  /** What the target of the replication can give. */
  readonly target: TargetView
  /** What was acknowledged until now. */
  readonly evidence: EstateEvidence
  readonly disaster: EstateDisaster
  /** From when on copies are wrong; null: none is. */
  readonly damagedAtUs: number | null
}

/** Everything as it is now, and nothing wrong with it. */
export function sceneOf(running: ProtectedEstate, disaster: EstateDisaster): Scene {
  return { running, target: running.target, evidence: running.evidence(), disaster, damagedAtUs: null }
}
