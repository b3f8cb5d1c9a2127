/** Puts a branch among the saved failures of the project, where `run` shows it again first. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Branch } from '../../core/drill/explore/branch.ts'
import type { ReportedFailure, SavedFailure } from '../../core/drill/events.ts'
import { replayCommand } from '../replay-command.ts'
import { codeHash } from '../code-hash.ts'
import { entryText } from '../corpus/entry.ts'
import { portablePath, projectRoot } from '../corpus/project-root.ts'
import { nameOf, shortId } from '../corpus/short-id.ts'
import { pathOf, writeState } from '../corpus/store.ts'
import type { ScenarioRef } from '../order.ts'
import { manifest } from '../package-root.ts'
import { messageOf, UsageError } from '../usage-error.ts'
import { notShrunk, payloadOf } from './told-failure.ts'

const DIGITS = 6

/**
 * @param told the failure that the branch is; null: it recovers as it must, and is kept as a case that has to stay so
 * @throws UsageError when it cannot be written
 */
export function saveBranch({ name: scenario, file }: ScenarioRef, branch: Branch, told: ReportedFailure | null, cwd: string): SavedFailure {
  const root = projectRoot(cwd)
  const payload = payloadOf(branch)
  const token = branch.token!
  const fingerprint = told?.fingerprint ?? `passes-${codeHash([token]).slice(0, DIGITS)}`
  const about = {
    file: file === null ? null : portablePath(root, resolve(cwd, file)), fingerprint, message: branch.message, payload, originalPlan: branch.plan,
    shrunk: notShrunk(branch.plan), token, seeddrill: manifest.version, options: { states: null },
  }
  for (let nth = 1; ; nth++) {
    const [id, path] = [shortId(scenario, fingerprint, nth), pathOf(scenario, nameOf(fingerprint, nth))]
    const saved: SavedFailure = { id, file: path, replay: replayCommand(id, null) }
    const there = existsSync(join(root, path))
    if (there && tokenIn(join(root, path)) === token) return saved
    if (there) continue
    try {
      writeState(root, path, entryText({ ...about, id }))
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${messageOf(error)}`)
    }
    return saved
  }
}

/** Undefined: it is no saved failure of ours, and in any case another one. */
function tokenIn(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { readonly token?: unknown } | null)?.token
  } catch {
    return undefined
  }
}
