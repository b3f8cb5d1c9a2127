/**
 * One outcome of a comparison as a picture: a lane for each machine with the steps that were done for it, one for what the
 * recovery plan did for all of them, the copies that were taken, and what was lost. It is the waterfall of the recovery time.
 */
import type { Picture, PictureLane, PictureMark } from '../../core/drill/explore/picture.ts'
import type { CaseEvent } from '../estates/case-events.ts'

type Of<Type extends CaseEvent['type']> = Extract<CaseEvent, { readonly type: Type }>

export const eventsOf = <Type extends CaseEvent['type']>(events: readonly CaseEvent[], type: Type): readonly Of<Type>[] =>
  events.filter((event): event is Of<Type> => event.type === type)

const CLIENTS: PictureLane = { name: 'clients', kind: 'client', side: 'source' }
const COPIES: PictureLane = { name: 'copies', kind: 'replica', side: 'source' }
const PLAN: PictureLane = { name: 'recovery plan', kind: 'plan', side: 'recovered' }

interface Draft extends Omit<PictureMark, 'lane' | 'seq'> {
  readonly on: PictureLane
}

/** Its times are those of the history, in µs. */
export function casePicture(events: readonly CaseEvent[]): Picture {
  const disasterUs = eventsOf(events, 'disaster')[0]?.atHistoryUs ?? 0
  const machines = [...new Set(eventsOf(events, 'step').flatMap(({ machine }) => machine ?? []))]
  const lanes = [CLIENTS, COPIES, PLAN, ...machines.map((name): PictureLane => ({ name, kind: 'machine', side: 'recovered' }))]
  const drafts = [
    ...strikes(events), ...copies(events, disasterUs), ...losses(events), ...steps(events, disasterUs, lanes), ...life(events), ...ending(events, disasterUs),
  ].sort((one, other) => one.startUs - other.startUs)
  const shown = lanes.filter((lane) => drafts.some(({ on }) => on === lane))
  const marks = drafts.map(({ on, ...mark }): PictureMark => ({ ...mark, lane: shown.indexOf(on), seq: null }))
  const [about] = eventsOf(events, 'case')
  return {
    scenario: `${about?.estate ?? 'estate'} under ${about?.strategy ?? 'a strategy'}`,
    seed: about?.seed ?? '',
    lanes: shown,
    marks,
    startUs: marks[0]?.startUs ?? 0,
    endUs: marks.reduce((latest, { startUs, endUs }) => Math.max(latest, endUs ?? startUs), 0),
    marksLeftOut: 0,
    crash: marks.findIndex(({ kind }) => kind === 'crash'),
  }
}

const strikes = (events: readonly CaseEvent[]): readonly Draft[] =>
  eventsOf(events, 'disaster').flatMap(({ kind, atHistoryUs, causedAtHistoryUs }): readonly Draft[] => [
    ...(causedAtHistoryUs < atHistoryUs ? [{ on: CLIENTS, kind: 'fault' as const, startUs: causedAtHistoryUs, endUs: atHistoryUs, label: `${kind}, not noticed` }] : []),
    { on: CLIENTS, kind: 'crash', startUs: atHistoryUs, endUs: atHistoryUs, label: kind },
  ])

function copies(events: readonly CaseEvent[], disasterUs: number): readonly Draft[] {
  return eventsOf(events, 'copy-chosen').flatMap(({ attempt, atUs, via, points, kind, cutAtHistoryUs }): readonly Draft[] => [
    { on: COPIES, kind: 'tag', startUs: cutAtHistoryUs, endUs: cutAtHistoryUs, label: `${kind} of ${via}`, name: points.join(', '), state: 'in-copy' },
    { on: COPIES, kind: 'failover', startUs: disasterUs + atUs, endUs: disasterUs + atUs, label: `attempt ${attempt}: failover to ${kind}` },
  ])
}

const losses = (events: readonly CaseEvent[]): readonly Draft[] =>
  eventsOf(events, 'lost-operation').map(({ id, answeredAtHistoryUs }): Draft => ({
    on: CLIENTS, kind: 'ack', startUs: answeredAtHistoryUs, endUs: answeredAtHistoryUs, label: 'acknowledged and gone', operation: id, state: 'lost',
  }))

function steps(events: readonly CaseEvent[], disasterUs: number, lanes: readonly PictureLane[]): readonly Draft[] {
  const laneOf = (machine: string | null): PictureLane => lanes.find(({ name, kind }) => kind === 'machine' && name === machine) ?? PLAN
  return eventsOf(events, 'step').map(({ id, name, machine, startUs, endUs, by, provenance, outcome }): Draft => ({
    on: laneOf(machine), kind: 'step', startUs: disasterUs + startUs, endUs: endUs === null ? null : disasterUs + endUs,
    label: `${name} · ${by}, ${provenance}, ${outcome}`, name: id,
  }))
}

const life = (events: readonly CaseEvent[]): readonly Draft[] =>
  eventsOf(events, 'life').map(({ state, live, atHistoryUs }): Draft => ({
    on: PLAN, kind: 'span', startUs: atHistoryUs, endUs: atHistoryUs, label: `${state}: ${live.length > 0 ? `${live.join(' and ')} served` : 'nobody served'}`,
  }))

function ending(events: readonly CaseEvent[], disasterUs: number): readonly Draft[] {
  const stepEnds = eventsOf(events, 'step').map(({ startUs, endUs }) => endUs ?? startUs)
  const [outcome] = eventsOf(events, 'outcome')
  if (!outcome) return []
  const atUs = disasterUs + (outcome.serviceRtoUs ?? Math.max(0, ...stepEnds))
  const answers: readonly Draft[] = outcome.recovered ? [{ on: CLIENTS, kind: 'recovered', startUs: atUs, endUs: atUs, label: 'the service answers again' }] : []
  return [...answers, { on: CLIENTS, kind: 'verdict', startUs: atUs, endUs: atUs, label: outcome.recovered ? 'recovered' : `not recovered: ${outcome.reason ?? 'no reason given'}` }]
}
