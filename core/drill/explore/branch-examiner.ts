/**
 * An examiner that keeps what the first recovery showed, and what it was booted from. Not for a sweep, which does not
 * call `examine`.
 */
import type { BlockImage } from '../../block/block-image.ts'
import type { Claim } from '../../oracle/claim.ts'
import { Examiner } from '../examiner.ts'
import type { Candidate, Examination } from '../examiner.ts'
import { detach } from '../recovery.ts'
import type { Observation } from '../recovery.ts'

export interface FirstRecovery {
  readonly kind: string
  readonly claim: Claim
  readonly cutSeq: number | null
  readonly observation: Observation
  /** Whoever takes them releases them. */
  readonly images: readonly BlockImage[]
}

export class BranchExaminer extends Examiner {
  first: FirstRecovery | null = null

  override async examine(candidate: Candidate): Promise<Examination> {
    if (this.first) return super.examine(candidate)
    const images = candidate.images.map((image) => image.fork())
    const examination = await super.examine(candidate)
    const { observation } = examination
    detach(observation)
    const { kind, claim, cutSeq } = candidate
    this.first = { kind, claim, cutSeq, observation, images }
    return examination
  }
}
