/** Reads an option from a file or from the environment, and says what is wrong with it, where it stands. */
import { messageOf, suggestion, UsageError } from '../usage-error.ts'
import { OPTION_NAMES, OPTIONS, VARIABLE_PREFIX, variableOf } from './table.ts'
import type { OptionName, OptionRow, OptionValues, Shape } from './table.ts'

type StandIn = NonNullable<OptionRow<unknown>['standIn']>
type Written = string | number | boolean | readonly string[]

const SHAPES: Readonly<Record<Shape, { readonly words: string; readonly fits: (value: unknown) => boolean }>> = {
  number: { words: 'a number', fits: (value) => typeof value === 'number' },
  text: { words: 'a text', fits: (value) => typeof value === 'string' },
  list: { words: 'a list of texts', fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string') },
  flag: { words: 'true or false', fits: (value) => typeof value === 'boolean' },
}

/**
 * The options of a configuration.
 * @param file its name, for the messages
 * @throws UsageError that names the file, the key, the value and what is allowed
 */
export function readFileOptions(config: unknown, file: string): Partial<OptionValues> {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new UsageError(`${file} must export its options by default: export default defineConfig({ … })`)
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined).map(([name, value]) => {
      if (!isOption(name))
        throw new UsageError(`${file}: there is no option ${name}${suggestion(name, OPTION_NAMES) || `; there are ${OPTION_NAMES.join(', ')}`}`)
      const { words, fits } = SHAPES[OPTIONS[name].shape]
      if (!fits(value)) throw new UsageError(`${file}: ${name} must be ${words}, got ${JSON.stringify(value)}`)
      return [name, read(name, value as Written, `${file}: ${name}`, `${name}: `)]
    }),
  )
}

const SWITCHES: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false }

/** @throws UsageError that names the variable, its value and what is allowed */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Partial<OptionValues> {
  refuseUnknown(env)
  return Object.fromEntries(
    OPTION_NAMES.flatMap((name) => {
      const variable = variableOf(name)
      const row: { readonly standIn?: StandIn } = OPTIONS[name]
      const said = env[variable]
      const text = said || (row.standIn?.text(env) ?? '')
      if (text === '') return []
      const place = said ? variable : row.standIn!.variables
      return [[name, read(name, written(OPTIONS[name].shape, text, variable), place, `${variable}=`)]]
    }),
  )
}

/** Whoever misspells a variable would otherwise wait for what never comes. */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const known = OPTION_NAMES.map(variableOf)
  const [unknown] = Object.keys(env).filter((name) => name.startsWith(VARIABLE_PREFIX) && env[name] && !known.includes(name)).sort()
  if (unknown !== undefined) throw new UsageError(`there is no variable ${unknown}${suggestion(unknown, known) || `; there are ${known.join(', ')}`}`)
}

function written(shape: Shape, text: string, variable: string): Written {
  if (shape === 'list') return text.split(',').map((each) => each.trim()).filter((each) => each !== '')
  if (shape !== 'flag') return text
  if (Object.hasOwn(SWITCHES, text)) return SWITCHES[text]!
  throw new UsageError(`${variable}: it must be ${Object.keys(SWITCHES).join(', ')}, got ${JSON.stringify(text)}`)
}

/** @param example how the option is written here, for what the flag's reader says of its flag */
function read(name: OptionName, value: Written, place: string, example: string): unknown {
  const { shape, read: readText } = OPTIONS[name]
  if (shape === 'flag') return value
  const readOne = (text: string): unknown => {
    try {
      return readText(text)
    } catch (error) {
      const message = messageOf(error).replace(/as in --[\w-]+[ =]/, `as in ${example}`).replace(/^--reporter [^:]*: /, '').replace(/\.$/, '')
      const [first = '', ...rest] = message
      throw new UsageError(`${place}: ${JSON.stringify(text)}: ${first.toLowerCase()}${rest.join('')}`)
    }
  }
  return typeof value === 'object' ? value.map(readOne) : readOne(String(value))
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name)
