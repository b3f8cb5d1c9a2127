/** The commands that show the same from a shell. */
import { shellArgument } from '../../reports/shell.ts'

export const replayCommand = (token: string): string => `npx seeddrill replay ${shellArgument(token)}`

export const openCommand = (scenario: string, seed: string): string => `npx seeddrill explore ${shellArgument(scenario)} --seed ${shellArgument(seed)}`
