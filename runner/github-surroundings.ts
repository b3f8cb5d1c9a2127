/** What GitHub Actions says of itself, for its reporter. */
import { appendFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { GithubOptions, StepSummary } from '../reports/index.ts'
import type { Host } from './host.ts'
import { messageOf } from './usage-error.ts'

/** Of all that a step writes into its summary; of what is longer GitHub shows nothing. */
const MOST_SUMMARY_BYTES = 1024 * 1024
/** Left to what other commands of the step may still add. */
const SPARE_BYTES = 32 * 1024
/** Less would hold no report. */
const LEAST_BYTES = 4096

export const inGithubActions = ({ env }: Pick<Host, 'env'>): boolean => env.GITHUB_ACTIONS === 'true'

/** @param onProblem hears why the summary could not be written */
export function githubOptions(host: Host, onProblem: (problem: string) => void): GithubOptions {
  const { env, cwd } = host
  const summary = stepSummary(env.GITHUB_STEP_SUMMARY, onProblem)
  const root = env.GITHUB_WORKSPACE || cwd
  return {
    placeFile: (file) => {
      const path = resolve(cwd, file)
      const inside = relative(root, path)
      if (inside.startsWith('..') || isAbsolute(inside) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return null
      return inside.replaceAll('\\', '/')
    },
    ...(summary && { summary }),
  }
}

function stepSummary(path: string | undefined, onProblem: (problem: string) => void): StepSummary | undefined {
  if (path === undefined || path === '') return undefined
  const written = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const mostBytes = MOST_SUMMARY_BYTES - SPARE_BYTES - written
  if (mostBytes < LEAST_BYTES) return undefined
  return {
    mostBytes,
    write(text) {
      try {
        appendFileSync(path, text)
      } catch (error) {
        onProblem(`the summary of the step could not be written: ${messageOf(error)}`)
      }
    },
  }
}
