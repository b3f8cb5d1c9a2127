/** Collects what went wrong in a drill: one finding for each verdict and kind of recovery, with a count. */
import type { CrashSpec } from '../crash/crash-spec.ts'
import type { Phase } from '../crash/phases.ts'
import type { VerdictName } from '../oracle/verdict.ts'
import { hashTextKey } from '../sim/hash.ts'

export interface Finding {
  readonly fingerprint: string
  readonly verdict: VerdictName
  readonly message: string
  readonly kind: string
  readonly crash: CrashSpec
  readonly phase: Phase | 'recovery-point' | 'disaster'
  /** Last position of the write log inside the cut; null where there is no position. */
  readonly cutSeq: number | null
  /** Operations that the verdict is about. */
  readonly operations: readonly number[]
  /** The application's property that was broken, where the verdict is about one: each is a bug of its own. */
  readonly property?: string
  states: number
  /** How many states the drill had executed when it was first found. */
  readonly foundAfter: number
}

export type NewFinding = Omit<Finding, 'fingerprint' | 'states' | 'foundAfter'>

const FINGERPRINT_DIGITS = 6

export class Findings {
  readonly #scenario: string
  readonly #checked: () => number
  readonly #byFingerprint = new Map<string, Finding>()
  readonly #inconclusive = new Map<string, number>()
  /** States that violated something. */
  states = 0
  /** Told of every state that violated something. */
  onAdd: ((finding: NewFinding) => void) | null = null

  /** @param checked how many states have been executed by now */
  constructor(scenario: string, checked: () => number) {
    this.#scenario = scenario
    this.#checked = checked
  }

  add(finding: NewFinding): void {
    this.states++
    this.onAdd?.(finding)
    const fingerprint = fingerprintOf(this.#scenario, finding)
    const known = this.#byFingerprint.get(fingerprint)
    if (known) known.states++
    else this.#byFingerprint.set(fingerprint, { ...finding, fingerprint, states: 1, foundAfter: this.#checked() })
  }

  addInconclusive(reason: string): void {
    this.#inconclusive.set(reason, (this.#inconclusive.get(reason) ?? 0) + 1)
  }

  has(fingerprint: string | undefined): boolean {
    return fingerprint !== undefined && this.#byFingerprint.has(fingerprint)
  }

  hasVerdict(verdicts: readonly VerdictName[]): boolean {
    for (const { verdict } of this.#byFingerprint.values()) if (verdicts.includes(verdict)) return true
    return false
  }

  /** In the order in which they were found. */
  get all(): readonly Finding[] {
    return [...this.#byFingerprint.values()]
  }

  get inconclusive(): readonly string[] {
    return [...this.#inconclusive].map(([reason, count]) => (count === 1 ? reason : `${reason} (${count} times)`))
  }
}

/** One bug until shown otherwise: scenario, verdict, kind of recovery, and property where there is one. */
function fingerprintOf(scenario: string, { verdict, kind, property }: NewFinding): string {
  const aspects = [scenario, verdict, kind, ...(property === undefined ? [] : [property])]
  return hashTextKey(aspects.join('\n')).slice(0, FINGERPRINT_DIGITS)
}
