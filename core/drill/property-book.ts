/**
 * Counts what applications report of their properties, from a static catalogue, so that one whose code was
 * never reached is there with nothing. Belongs to one drill.
 */
import type { Properties, PropertyKind } from '../machine/properties.ts'
import type { AnyApp, Scenario } from './scenario.ts'

export interface PropertyCount {
  /** The application's name. */
  readonly app: string
  readonly name: string
  readonly kind: PropertyKind
  /** How often it was looked at, or reached, and was as stated. */
  readonly passed: number
  /** How often it was not; for `sometimes` that breaks nothing. */
  readonly failed: number
}

type Row = { -readonly [field in keyof PropertyCount]: PropertyCount[field] }

export class PropertyBook {
  /** By application, then by property. */
  readonly #apps = new Map<string, Map<string, Row>>()

  /** Begins with every property of the scenario's applications at zero. */
  constructor(scenario: Scenario) {
    for (const { name: app, properties } of Object.values(scenario.machines as Record<string, AnyApp>))
      for (const [name, kind] of Object.entries((properties ?? {}) as Properties)) {
        const rows = this.#apps.get(app) ?? new Map<string, Row>()
        if (!rows.has(name)) rows.set(name, { app, name, kind, passed: 0, failed: 0 })
        this.#apps.set(app, rows)
      }
  }

  count(app: string, name: string, holds: boolean): void {
    const row = this.#apps.get(app)!.get(name)!
    if (holds) row.passed++
    else row.failed++
  }

  /** Adds what another book of the same scenario has counted. */
  add(other: PropertyBook): void {
    for (const { app, name, passed, failed } of other.rows()) {
      const row = this.#apps.get(app)!.get(name)!
      row.passed += passed
      row.failed += failed
    }
  }

  /** In the order of the catalogues. */
  rows(): readonly PropertyCount[] {
    return [...this.#apps.values()].flatMap((rows) => [...rows.values()].map((row) => ({ ...row })))
  }
}
