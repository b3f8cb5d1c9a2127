/**
 * Asks of one run, state by state: does it still show the failure? Each question is a recovery of its own, and
 * guarded by itself: whoever asks must not be.
 */
import type { DurabilityCursor } from '../block/durability.ts'
import { AnchorIndex } from '../crash/anchors.ts'
import type { CrashSpec, Picks } from '../crash/crash-spec.ts'
import { allPending, toPicks } from '../crash/picks.ts'
import type { Choice } from '../crash/picks.ts'
import type { CrashKind } from '../machine/machine.ts'
import { Examiner } from './examiner.ts'
import type { Finding } from './findings.ts'
import { guarded } from './guarded.ts'
import { recreate } from './recreate.ts'
import type { CutView } from './recreate.ts'
import type { Site } from './site.ts'
import type { Evidence } from './source-run.ts'
import { choiceOf, edgeOf, survivorsOf } from './survivors.ts'
import type { Survivors } from './survivors.ts'

/** The last cut of a crash, as it stands; whoever asked for it releases it. */
export interface Cut {
  readonly site: Site
  readonly cursor: DurabilityCursor
  readonly seq: number
  readonly survivors: Survivors
}

/** The failure looked for; `passes`: nothing is wrong with that state; `otherwise`: another failure, or not known. */
export type Probed = Finding | 'passes' | 'otherwise'

export class Prober {
  readonly evidence: Evidence
  probes = 0
  readonly #fingerprint: string

  /** @param fingerprint of the failure looked for */
  constructor(evidence: Evidence, fingerprint: string) {
    this.evidence = evidence
    this.#fingerprint = fingerprint
  }

  /** @param survivors of the last cut, instead of what the crash says */
  async probe(crash: CrashSpec, survivors?: Survivors): Promise<Probed> {
    this.probes++
    const examiner = this.#examiner()
    const override = survivors && (({ cursor }: CutView) => choiceOf(cursor, survivors))
    const examined = await guarded(this.#scenario, () => recreate(examiner, this.evidence, crash, override))
    const { all, inconclusive } = examiner.findings
    const found = all.find(({ fingerprint }) => fingerprint === this.#fingerprint)
    if (found) return found
    return examined === 'not-applicable' || all.length > 0 || inconclusive.length > 0 ? 'otherwise' : 'passes'
  }

  /** The last cut of a crash; null when it cuts no log, or this run has no such instant. Not counted: judges nothing. */
  async cut(crash: CrashSpec): Promise<Cut | null> {
    let last: Cut | null = null
    await this.look(crash, ({ site, cursor, seq }, choice) => {
      last?.cursor.release()
      last = { site, cursor: cursor.fork(), seq, survivors: survivorsOf(cursor, choice) }
    })
    return last
  }

  /** Shows the last cut of a crash to `see`, while it stands; not when it cuts no log, or this run has no such instant. */
  async look(crash: CrashSpec, see: (view: CutView, choice: Choice) => void): Promise<void> {
    const seen = (view: CutView): null => {
      if (view.choice) see(view, view.choice)
      return null
    }
    await guarded(this.#scenario, () => recreate(this.#examiner(), this.evidence, crash, seen))
  }

  get #scenario() {
    return this.evidence.run.scenario
  }

  #examiner(): Examiner {
    const { scenario, plan, arena, site } = this.evidence.run
    const examiner = new Examiner(scenario, plan, arena, {})
    examiner.context.origins = site.log.origins !== null
    return examiner
  }
}

/** What says that just these survive a cut: an edge where a power cut has one, else a list. */
export function picksOf({ site, cursor }: Cut, survivors: Survivors, kind: CrashKind | null): Picks {
  const edge = kind === 'power-cut' ? edgeOf(cursor, survivors) : null
  return edge ? { pick: edge } : toPicks(choiceOf(cursor, survivors), new AnchorIndex(site.log, site.diskIds))
}

/** The pending writes of a cut, in the order of its survivors. */
export const pendingOf = ({ cursor }: Cut) => allPending(cursor)
