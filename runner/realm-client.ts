/**
 * A realm is a thread that starts with nothing in memory. It serves whatever must not see what ran
 * before: loading users' files, judging crash states again, and drills that are compared.
 */
import { Worker } from 'node:worker_threads'
import type { FreshRealmJob, Judgement, Plan, ReplayResult, TokenPayload } from '../core/index.ts'
import type { SentTrace } from '../core/sim/trace.ts'
import type { EstateFileFacts, HistoryOrder, HistoryReport } from './estates/order.ts'
import type { CaseOrder, CaseReport, ScenarioFacts, ScenarioRef } from './order.ts'
import { workerScript } from './package-root.ts'

/** What a realm can be asked, with the answers. Everything is plain data. */
export interface RealmQuestions {
  describe(bundle: string, root: string): ScenarioFacts[]
  describeConfig(bundle: string, root: string): { readonly config: unknown }
  /** By which name the file exports the scenario; null: only in a list. */
  exportOf(bundle: string, scenario: string): string | null
  describeEstates(bundle: string, root: string): EstateFileFacts
  runHistory(order: HistoryOrder): HistoryReport
  judge(scenario: ScenarioRef, job: FreshRealmJob): Judgement[]
  /** The trace is null where the drill came to no result. */
  drillTraced(order: CaseOrder): { readonly report: CaseReport; readonly trace: SentTrace | null }
  drillPlan(order: CaseOrder, plan: Plan): CaseReport
  replay(scenario: ScenarioRef, payload: TokenPayload, edited: boolean, stateBudget: number | null): ReplayResult
}

export type Question = keyof RealmQuestions

export interface RealmRequest<Name extends Question = Question> {
  readonly question: Name
  readonly args: Parameters<RealmQuestions[Name]>
}

export type RealmAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly name: string; readonly message: string }

/** Asks one thing at a time. Each call rejects with {@link RealmError} when the thread could not answer. */
export type Realm = {
  readonly [name in Question]: (...args: Parameters<RealmQuestions[name]>) => Promise<ReturnType<RealmQuestions[name]>>
} & {
  /** Ends the thread, whatever it does. */
  close(): Promise<void>
}

export class RealmError extends Error {
  /** Name of the error inside the realm, or `Exit` when the thread ended. */
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** The thread starts with the first question. */
export function openRealm(): Realm {
  let worker: Worker | undefined
  const ask = <Name extends Question>(question: Name, ...args: Parameters<RealmQuestions[Name]>) => {
    worker ??= new Worker(workerScript('realm'))
    return exchange(worker, { question, args } as RealmRequest) as Promise<ReturnType<RealmQuestions[Name]>>
  }
  return {
    describe: (...args) => ask('describe', ...args),
    describeConfig: (...args) => ask('describeConfig', ...args),
    exportOf: (...args) => ask('exportOf', ...args),
    describeEstates: (...args) => ask('describeEstates', ...args),
    runHistory: (...args) => ask('runHistory', ...args),
    judge: (...args) => ask('judge', ...args),
    drillTraced: (...args) => ask('drillTraced', ...args),
    drillPlan: (...args) => ask('drillPlan', ...args),
    replay: (...args) => ask('replay', ...args),
    close: async () => {
      await worker?.terminate()
    },
  }
}

function exchange(worker: Worker, request: RealmRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      for (const [name, listener] of Object.entries(listeners)) worker.off(name, listener)
      finish()
    }
    const listeners = {
      message: (answer: RealmAnswer) =>
        settle(() => (answer.ok ? resolve(answer.value) : reject(new RealmError(answer.name, answer.message)))),
      error: (error: Error) => settle(() => reject(new RealmError(error.name, error.message))),
      exit: (code: number) => settle(() => reject(new RealmError('Exit', `the thread ended with code ${code}`))),
    }
    for (const [name, listener] of Object.entries(listeners)) worker.on(name, listener)
    worker.postMessage(request)
  })
}
