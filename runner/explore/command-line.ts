/** `:` commands: every key by its name, and those that take words. */
import { closest, distance } from 'fastest-levenshtein'
import { COMMANDS } from './commands.ts'
import { KEYS } from './keys.ts'
import type { CommandName } from './keys.ts'
import { busyBecause, pullPlug } from './jobs.ts'
import { moveToMark, moveToSeq, moveToUs, wanted } from './moves.ts'
import { follow } from './overlays.ts'
import { PLUG_CHOICES } from './plug.ts'
import { refused, settled, TABS } from './state.ts'
import type { ExplorerState, Outcome } from './state.ts'
import { filterOf } from './filter.ts'

export interface WordCommand {
  readonly name: string
  /** With an example. */
  readonly usage: string
  readonly words: string
  readonly run: (state: ExplorerState, rest: string) => Outcome
}

export const WORD_COMMANDS: readonly WordCommand[] = [
  { name: 'goto', usage: 'goto 12.345 | goto step 77 | goto W41 | goto op 7', words: 'to an instant in ms, a step, a write, an operation', run: goTo },
  { name: 'filter', usage: 'filter wal !flush', words: 'as / does', run: (state, rest) => settled({ ...state, filter: filterOf(state.opened.picture, rest), focus: 'events' }) },
  { name: 'pull', usage: 'pull power-cut floors', words: 'as p does: ' + PLUG_CHOICES.map(({ name }) => name).join(', '), run: pull },
  { name: 'point', usage: 'point crash-consistent#3', words: 'boots a recovery point', run: bootPoint },
  { name: 'tab', usage: 'tab blocks', words: TABS.join(', '), run: openTab },
]

export function runCommand(state: ExplorerState, text: string): Outcome {
  const [name = '', ...rest] = text.trim().split(/\s+/)
  if (name === '') return settled(state)
  const word = WORD_COMMANDS.find((command) => command.name === name)
  if (word) return word.run(state, rest.join(' '))
  const binding = KEYS.find(({ command, in: contexts }) => command === name && contexts.includes('panels'))
  if (binding) {
    const why = binding.refusal(state)
    return why === null ? COMMANDS[binding.command](state) : refused(state, why)
  }
  return refused(state, `there is no command ${name}${suggestion(name)}; ? lists the keys, each by its name`)
}

const MOST_TYPING_ERRORS = 3

function suggestion(name: string): string {
  const near = closest(name, [...WORD_COMMANDS.map((command) => command.name), ...namesOfKeys()])
  return distance(name, near) <= MOST_TYPING_ERRORS ? `: did you mean ${near}?` : ''
}

const namesOfKeys = (): readonly CommandName[] => KEYS.filter(({ in: contexts }) => contexts.includes('panels')).map(({ command }) => command)

function goTo(state: ExplorerState, rest: string): Outcome {
  const [, step] = /^(?:step|seq) (\d+)$/.exec(rest) ?? []
  if (step !== undefined) return Number(step) > state.index.lastSeq ? refused(state, `the last step is ${state.index.lastSeq}`) : moveToSeq(state, Number(step))
  const [, operation] = /^op(?:eration)? ?(\d+)$/.exec(rest) ?? []
  const { marks } = state.opened.picture
  if (operation !== undefined) return toMark(state, marks.findIndex((mark) => mark.operation === Number(operation)), `operation ${operation}`)
  if (/^\d+(\.\d+)?( ?ms)?$/.test(rest)) return moveToUs(state, Math.round(Number.parseFloat(rest) * 1000))
  return toMark(state, marks.findIndex(({ name }) => name === rest), rest === '' ? 'no place: goto 12.345' : rest)
}

const toMark = (state: ExplorerState, at: number, what: string): Outcome => (at < 0 ? refused(state, `there is no ${what} in this run`) : moveToMark(state, at))

function pull(state: ExplorerState, rest: string): Outcome {
  const choice = PLUG_CHOICES.find(({ name }) => name === rest) ?? PLUG_CHOICES.find(({ name }) => name.split(' ')[0] === rest)
  if (!choice) return refused(state, `pull what? ${PLUG_CHOICES.map(({ name }) => name).join(', ')}`)
  const why = state.opened.abilities.pull ?? busyBecause(state)
  return why === null ? follow(state, choice) : refused(state, why)
}

function bootPoint(state: ExplorerState, rest: string): Outcome {
  const why = state.opened.abilities.pull ?? busyBecause(state) ?? (rest === '' ? 'which point? point crash-consistent#3' : null)
  return why === null ? pullPlug(state, { how: 'recovery-point', point: rest }) : refused(state, why)
}

function openTab(state: ExplorerState, rest: string): Outcome {
  const tab = TABS.find((name) => name === rest)
  if (!tab) return refused(state, `there is no tab ${rest}: ${TABS.join(', ')}`)
  const opened: ExplorerState = { ...state, tab, focus: 'details' }
  return { state: opened, effects: wanted(opened) }
}
