/** Saves the failures of a run as they are told, each once, and lets them carry their short names. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ReportedFailure, SavedFailure } from '../../core/drill/events.ts'
import { decodeToken } from '../../core/index.ts'
import { replayCommand } from '../replay-command.ts'
import type { CaseOrder, CaseReport } from '../order.ts'
import { manifest } from '../package-root.ts'
import { messageOf } from '../usage-error.ts'
import { entryText } from './entry.ts'
import { portablePath } from './project-root.ts'
import { nameOf, shortId } from './short-id.ts'
import { pathOf, writeState } from './store.ts'

export interface Keeper {
  /** The failures of a case; each that is saved says where. */
  keep(order: CaseOrder, report: CaseReport): readonly ReportedFailure[]
  /** Why something could not be saved; null: everything was. */
  readonly problem: string | null
}

export interface KeeperOptions {
  readonly root: string
  readonly cwd: string
  /** Of the run. */
  readonly states: number | null
  /** False for scenarios whose failures are expected. */
  readonly isWanted: (scenario: string) => boolean
}

/** Nothing is written before something fails. */
export function createKeeper({ root, cwd, states, isWanted }: KeeperOptions): Keeper {
  const saved = new Map<string, SavedFailure>()
  const decided = new Set<string>()
  let problem: string | null = null

  function save({ scenario }: CaseOrder, failure: ReportedFailure, report: CaseReport): SavedFailure | null {
    const decoded = decodeToken(failure.token)
    if (!decoded.ok || !report.plan) return null
    const { fingerprint, message, shrunk, token } = failure
    const nth = numberFor(root, scenario.name, fingerprint, decided)
    const id = shortId(scenario.name, fingerprint, nth)
    const path = pathOf(scenario.name, nameOf(fingerprint, nth))
    if (existsSync(join(root, path))) return place(id, path)
    const file = scenario.file === null ? null : portablePath(root, resolve(cwd, scenario.file))
    const text = entryText({
      id, file, fingerprint, message, payload: decoded.payload, originalPlan: report.plan, shrunk, token, seeddrill: manifest.version, options: { states },
    })
    try {
      writeState(root, path, text)
    } catch (error) {
      problem ??= messageOf(error)
      return null
    }
    return place(id, path)
  }
  function keepOne(order: CaseOrder, failure: ReportedFailure, report: CaseReport): ReportedFailure {
    const key = `${order.scenario.name} ${failure.fingerprint}`
    const known = saved.get(key) ?? (order.saved ? place(order.saved.id, order.saved.path) : save(order, failure, report))
    if (!known) return failure
    saved.set(key, known)
    return { ...failure, saved: known }
  }
  return {
    keep(order, report) {
      if (order.saved) decided.add(order.saved.path)
      return isWanted(order.scenario.name) ? report.failures.map((failure) => keepOne(order, failure, report)) : report.failures
    },
    get problem() {
      return problem
    },
  }
}

const place = (id: string, file: string): SavedFailure => ({ id, file, replay: replayCommand(id, null) })

/**
 * What was replayed under the fingerprint no longer fails, or it would be known: it stays as a regression case. What is
 * there and was not replayed is taken for the same failure.
 */
function numberFor(root: string, scenario: string, fingerprint: string, decided: ReadonlySet<string>): number {
  let nth = 1
  const isDecided = (path: string): boolean => decided.has(path) && existsSync(join(root, path))
  while (isDecided(pathOf(scenario, nameOf(fingerprint, nth)))) nth++
  return nth
}
