/** `seeddrill config print`: every option of a run, what it is, and who said so. */
import { createColors } from 'picocolors'
import type { Host } from '../host.ts'
import { mergedOptions } from '../run-request.ts'
import { loadConfig } from '../settings/config-file.ts'
import type { LoadedConfig } from '../settings/config-file.ts'
import type { Level } from '../settings/merge.ts'
import { OPTION_NAMES, OPTIONS, variableOf } from '../settings/table.ts'
import type { OptionName, OptionRow, OptionValues } from '../settings/table.ts'
import { wantsColors } from '../terminal.ts'

export interface ConfigFlags {
  readonly json?: boolean
  readonly color: boolean
}

interface PrintedOption {
  readonly option: OptionName
  /** As a file would hold it; null: nobody said anything. */
  readonly value: unknown
  /** What holds when nobody says anything. */
  readonly default: string
  readonly origin: string
}

const COLUMN_GAP = 2

/** @returns the exit code. @throws UsageError for whatever is wrong with the configuration or the environment */
export async function configCommand(given: Partial<OptionValues>, { json, color }: ConfigFlags, host: Host): Promise<number> {
  const config = await loadConfig(host.cwd)
  const { values, levels } = mergedOptions(given, config, host)
  const options = OPTION_NAMES.map((option): PrintedOption => ({
    option,
    value: shown(option, values[option]),
    default: OPTIONS[option].otherwise(host),
    origin: originOf(option, levels[option], config, host),
  }))
  const colors = createColors(wantsColors(host, color))
  const widths = (['option', 'text'] as const).map((column) => Math.max(...options.map((row) => cells(row)[column].length)) + COLUMN_GAP)
  const lines = options.map((row) => {
    const { option, text } = cells(row)
    return `${option.padEnd(widths[0]!)}${text.padEnd(widths[1]!)}${colors.dim(row.origin)}`
  })
  host.stdout.write(json ? `${JSON.stringify({ v: 1, file: config.file, options }, null, 2)}\n` : `${lines.join('\n')}\n`)
  return 0
}

const cells = ({ option, value, default: otherwise }: PrintedOption) => ({ option, text: value === null ? otherwise : JSON.stringify(value) })

function shown(option: OptionName, value: unknown): unknown {
  if (value === undefined) return null
  const show = OPTIONS[option].show as ((each: unknown) => string) | undefined
  if (!show) return value
  return Array.isArray(value) ? value.map(show) : show(value)
}

function originOf(option: OptionName, level: Level | undefined, { file }: LoadedConfig, { env }: Host): string {
  if (level === 'flag') return OPTIONS[option].flag!.replace(/^-\w, /, '').replace(/[ [].*$/, '')
  if (level === 'environment') return env[variableOf(option)] ? variableOf(option) : (OPTIONS[option] as Pick<OptionRow<unknown>, 'standIn'>).standIn!.variables
  return level === 'file' ? `${file}: ${option}` : 'default'
}
