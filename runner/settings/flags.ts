/** The options of a run as flags of a command. */
import { Option } from 'commander'
import type { Command } from 'commander'
import type { Host } from '../host.ts'
import { OPTION_NAMES, OPTIONS } from './table.ts'
import type { OptionName, OptionRow, OptionValues } from './table.ts'

type AnyRow = Pick<OptionRow<unknown>, 'shape' | 'help' | 'otherwise'> & { readonly flag: string | null; readonly read: (text: string) => unknown }

/** Adds every option that has a flag. */
export function addRunFlags(command: Command, host: Host): Command {
  for (const name of OPTION_NAMES) {
    const row: AnyRow = OPTIONS[name]
    if (row.flag !== null) addFlag(command, row, row.flag, host)
  }
  return command
}

function addFlag(command: Command, { shape, help, read, otherwise }: AnyRow, flag: string, host: Host): void {
  const option = new Option(flag, `${help} (default: ${otherwise(host)})`)
  if (shape === 'flag') {
    // Whatever a file or a variable says, a flag can say the opposite. The positive one comes first, lest it default to true.
    const opposite = new Option(flag.startsWith('--no-') ? flag.replace('--no-', '--') : flag.replace('--', '--no-')).hideHelp()
    for (const each of flag.startsWith('--no-') ? [opposite, option] : [option, opposite]) command.addOption(each)
    return
  }
  const collect = (text: string, before: unknown): unknown => [...((before as readonly unknown[] | undefined) ?? []), read(text)]
  command.addOption(option.argParser<unknown>(shape === 'list' ? collect : read))
}

/** What was said on the command line, and nothing that holds by default. */
export function givenFlags(command: Command): Partial<OptionValues> {
  return Object.fromEntries(
    OPTION_NAMES.flatMap((name) => {
      const attribute = attributeOf(name)
      if (attribute === null || command.getOptionValueSource(attribute) !== 'cli') return []
      return [[name, command.getOptionValue(attribute) as unknown]]
    }),
  )
}

function attributeOf(name: OptionName): string | null {
  const { flag } = OPTIONS[name]
  return flag === null ? null : new Option(flag).attributeName()
}
