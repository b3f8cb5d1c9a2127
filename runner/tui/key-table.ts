/** A table of keys: the footer and the help are made of it, so that neither says what is not so. */
import { columnsOf } from './harmless.ts'
import { piece } from './row.ts'
import type { Row } from './row.ts'

export interface Binding<State, Command extends string, Context extends string, Group extends string> {
  /** As the terminal names them; the first is shown. */
  readonly keys: readonly string[]
  readonly command: Command
  readonly words: string
  /** For the footer, a word or two; null: it is in the help only. */
  readonly short: string | null
  readonly group: Group
  readonly in: readonly Context[]
  /** Why it can do nothing now, for the person who pressed it; null: it can. */
  readonly refusal: (state: State) => string | null
  /** What does the same from a shell; null: it only moves the eye. */
  readonly cli: string | null
}

/** Those that are heard in a context, and the one of a key there. */
export function bindingsOf<Context extends string, B extends Pick<Binding<never, string, Context, string>, 'in' | 'keys'>>(table: readonly B[]) {
  const bindingsIn = (context: Context): readonly B[] => table.filter((binding) => binding.in.includes(context))
  const bindingOf = (context: Context, pressed: string): B | null => bindingsIn(context).find(({ keys }) => keys.includes(pressed)) ?? null
  return { bindingsIn, bindingOf }
}

/** Of a key that can always do something. */
export const always = (): null => null

/** What a footer and a line of the help are made of. */
export type Hint<State> = Pick<Binding<State, string, string, string>, 'keys' | 'command' | 'words' | 'short' | 'refusal' | 'cli'>

export interface HintOrder {
  /** What a newcomer needs first, by command. */
  readonly first: readonly string[]
  /** Help and leaving, on the right; they always have room. */
  readonly last: readonly string[]
}

/** The keys that can do something now: as many as have room, whole ones. */
export function hintsRow<State>(bindings: readonly Hint<State>[], state: State, columns: number, { first, last }: HintOrder): Row {
  const rank = ({ command }: Hint<State>): number => (first.includes(command) ? first.indexOf(command) : first.length)
  const valid = bindings.filter(({ short, refusal }) => short !== null && refusal(state) === null)
  const ending = valid.filter(({ command }) => last.includes(command))
  const others = valid.filter((binding) => !ending.includes(binding)).sort((one, other) => rank(one) - rank(other))
  let room = columns - ending.reduce((sum, binding) => sum + widthOf(binding), 0)
  const kept: Hint<State>[] = []
  for (const binding of others) {
    if (widthOf(binding) > room) break
    room -= widthOf(binding)
    kept.push(binding)
  }
  return [...kept, ...ending].flatMap(hint)
}

const hint = <State>({ keys, short }: Hint<State>): Row => [piece(shownKey(keys[0]!), 'accent'), piece(` ${short}  `, 'muted')]
const widthOf = <State>({ keys, short }: Hint<State>): number => columnsOf(shownKey(keys[0]!)) + columnsOf(short!) + 3

const KEY_COLUMNS = 16

/** A line of the help: the keys, what they do, what does the same from a shell; those that can do nothing now say why. */
export function keyRow<State>({ keys, words, refusal, cli }: Hint<State>, state: State): Row {
  const why = refusal(state)
  const shown = piece(`  ${keys.map(shownKey).join(' ').padEnd(KEY_COLUMNS)} `, why === null ? 'strong' : 'muted')
  if (why !== null) return [shown, piece(words, 'muted'), piece(`  (${why})`, 'warn')]
  return [shown, piece(words), piece(cli === null ? '' : `  · seeddrill ${cli}`, 'muted')]
}

const ARROWS: Readonly<Record<string, string>> = {
  up: '↑', down: '↓', left: '←', right: '→', escape: 'esc', pagedown: 'pgdn', pageup: 'pgup',
}

/** As it stands on the keyboard. */
export const shownKey = (key: string): string => ARROWS[key] ?? key
