/** Pulling the plug as one word of the command line, and back: what a key does can be written in a script. */
import { InvalidArgumentError } from 'commander'
import type { Fate, Pull, Survivors } from '../../core/drill/explore/branch.ts'
import type { PointChoice } from '../../core/index.ts'

type AtStep = Extract<Pull, { readonly survivors: Survivors }>

const CRASHES: readonly AtStep['how'][] = ['process-crash', 'os-crash', 'power-cut']
const SURVIVORS: readonly Survivors[] = ['floors', 'completed', 'newest', 'page-cache']
const CHOICES: readonly Exclude<PointChoice, object>[] = ['latest', 'latest-processed', 'latest-app-consistent']
const FATES: readonly Fate['fate'][] = ['survives', 'lost', 'torn']

/** What survives where nobody says so: of a machine's own disk, what such a crash takes for sure is gone, and a power cut takes all that it may. */
const DEFAULT_SURVIVORS: Readonly<Record<AtStep['how'], Survivors>> = { 'process-crash': 'page-cache', 'os-crash': 'newest', 'power-cut': 'floors' }

export const PULL_FORMS = 'power-cut@SEQ[:floors|completed|newest,W41=lost|torn|survives], os-crash@SEQ, process-crash@SEQ, region-loss@SEQ[:latest|latest-processed|latest-app-consistent|ID], point=ID'

/** @throws InvalidArgumentError that says what is allowed */
export function parsePull(text: string): Pull {
  const [, point] = /^point=(.+)$/s.exec(text) ?? []
  if (point !== undefined) return { how: 'recovery-point', point }
  const [, how, digits, rest] = /^([a-z-]+)@(\d{1,15})(?::(.*))?$/s.exec(text) ?? []
  const seq = Number(digits)
  if (how === 'region-loss') return { how, seq, choice: choiceOf(rest) }
  const crash = CRASHES.find((each) => each === how)
  if (crash === undefined) throw refusal(text)
  const parts = rest === undefined ? [] : rest.split(',')
  const survivors = SURVIVORS.find((each) => each === parts[0])
  return { how: crash, seq, survivors: survivors ?? DEFAULT_SURVIVORS[crash], fates: parts.slice(survivors ? 1 : 0).map((part) => fateOf(part, text)) }
}

export function pullText(pull: Pull): string {
  if (pull.how === 'recovery-point') return `point=${pull.point}`
  if (pull.how === 'region-loss') return `region-loss@${pull.seq}:${typeof pull.choice === 'string' ? pull.choice : pull.choice.custom}`
  const fates = pull.fates.map(({ seq, fate, sectors }) => `W${seq}=${fate}${sectors ? `/${sectors.join('/')}` : ''}`)
  return `${pull.how}@${pull.seq}:${[pull.survivors, ...fates].join(',')}`
}

function choiceOf(text: string | undefined): PointChoice {
  if (text === undefined || text === '') return 'latest'
  return CHOICES.find((each) => each === text) ?? { custom: text }
}

/** `W41=torn/0/1`: the first two sectors survive. */
function fateOf(part: string, whole: string): Fate {
  const [, digits, name, sectors] = /^W(\d{1,15})=([a-z]+)((?:\/\d{1,6})*)$/.exec(part) ?? []
  const fate = FATES.find((each) => each === name)
  if (fate === undefined || (sectors !== '' && fate !== 'torn')) throw refusal(whole)
  return { seq: Number(digits), fate, ...(sectors && { sectors: sectors.slice(1).split('/').map(Number) }) }
}

const refusal = (text: string): InvalidArgumentError => new InvalidArgumentError(`${text} is none of ${PULL_FORMS}.`)
