/** The commands that show the same from a shell. */
import { shellArgument } from '../../reports/shell.ts'

/** Of a scenario that comes with the package there is none. */
const fileFlag = (file: string | undefined): string => (file === undefined ? '' : ` --file ${shellArgument(file)}`)

export const replayCommand = (token: string, file?: string): string => `npx seeddrill replay ${shellArgument(token)}${fileFlag(file)}`

export const walkCommand = (token: string, file?: string): string => `npx seeddrill explore ${shellArgument(token)}${fileFlag(file)}`

export const openCommand = (scenario: string, seed: string, file?: string): string =>
  `npx seeddrill explore ${shellArgument(scenario)} --seed ${shellArgument(seed)}${fileFlag(file)}`
