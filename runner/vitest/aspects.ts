/** What the tests of a scenario are: the same few for every scenario, and one for each thing that it states itself. */
import type { ReportedFailure } from '../../core/drill/events.ts'
import type { AppDefinition, PropertyKind, Scenario, VerdictName } from '../../core/index.ts'

/** One test. */
export interface Aspect {
  /** Name of the test. */
  readonly title: string
  readonly property?: { readonly app: string; readonly name: string; readonly kind: PropertyKind }
}

const OPENS = 'opens after every crash'
const KEEPS = 'keeps what it acknowledged'
const SHOWS = 'shows only what was done'
const AGAIN = 'recovers the same way every time'
const POINTS = 'makes recovery points that are what they say'

const TITLES = [OPENS, KEEPS, SHOWS, AGAIN, POINTS]

/** Which test a verdict fails, where no invariant and no property of the scenario's own does. */
const TITLE_OF: Readonly<Record<VerdictName, string>> = {
  'refuses-to-open': OPENS,
  'os-unbootable': OPENS,
  'service-down': OPENS,
  'rto-exceeded': OPENS,
  'lost-ack': KEEPS,
  'never-durable': KEEPS,
  'rpo-exceeded': KEEPS,
  'unprotected-too-long': KEEPS,
  'divergence-overwritten': KEEPS,
  phantom: SHOWS,
  'partial-transaction': SHOWS,
  'order-hole': SHOWS,
  'wrong-data': SHOWS,
  'silent-corruption': SHOWS,
  'split-brain': SHOWS,
  'id-reissued': SHOWS,
  'assertion-failed': SHOWS,
  'recovery-not-idempotent': AGAIN,
  'leaked-memory': AGAIN,
  'not-clean': POINTS,
  'mislabelled-point': POINTS,
}

/** In a fixed order. An application on several machines counts once. */
export function aspectsOf({ invariants = {}, machines }: Scenario): readonly Aspect[] {
  const apps = Object.values(machines as Readonly<Record<string, Pick<AppDefinition, 'name' | 'properties'>>>)
  const own = apps.flatMap(({ name: app, properties = {} }) =>
    Object.entries(properties as Readonly<Record<string, PropertyKind>>).map(([name, kind]) => ({
      title: `${kind}: ${name}`,
      property: { app, name, kind },
    })),
  )
  const all: readonly Aspect[] = [
    ...TITLES.map((title) => ({ title })),
    ...Object.keys(invariants).map((name) => ({ title: invariantTitle(name) })),
    ...own,
  ]
  const same = (one: Aspect, other: Aspect): boolean => one.title === other.title && one.property?.app === other.property?.app
  return all.filter((aspect, index) => all.findIndex((other) => same(aspect, other)) === index)
}

const invariantTitle = (name: string): string => `invariant: ${name}`

/** Title of the test that a failure belongs to. */
export function titleOf({ verdict, message }: Pick<ReportedFailure, 'verdict' | 'message'>, scenario: Scenario): string {
  const invariant = Object.keys(scenario.invariants ?? {}).find((name) => message.startsWith(`${name}: `))
  if (invariant !== undefined) return invariantTitle(invariant)
  const stated = aspectsOf(scenario).find(({ property }) => property && message.startsWith(`"${property.name}" `))
  return verdict === 'assertion-failed' && stated ? stated.title : TITLE_OF[verdict]
}
