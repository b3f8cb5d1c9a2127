/** The commands that show the same from a shell. */
import { SEEDDRILL, shellArgument } from '../../reports/shell.ts'

/** Of a scenario that comes with the package there is none. */
const fileFlag = (file: string | undefined): string => (file === undefined ? '' : ` --file ${shellArgument(file)}`)

export const replayCommand = (token: string, file?: string): string => `${SEEDDRILL} replay ${shellArgument(token)}${fileFlag(file)}`

export const walkCommand = (token: string, file?: string): string => `${SEEDDRILL} explore ${shellArgument(token)}${fileFlag(file)}`

export const openCommand = (scenario: string, seed: string, file?: string): string =>
  `${SEEDDRILL} explore ${shellArgument(scenario)} --seed ${shellArgument(seed)}${fileFlag(file)}`
