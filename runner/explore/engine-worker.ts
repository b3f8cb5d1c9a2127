/** The thread behind `engine-thread.ts`: one engine for one run. */
import { parentPort, workerData } from 'node:worker_threads'
import { createEngine } from '../../core/drill/explore/create-engine.ts'
import type { Explored } from '../../core/drill/explore/create-engine.ts'
import type { Engine, Progress } from '../../core/drill/explore/engine.ts'
import { generatePlan } from '../../core/index.ts'
import type { Scenario } from '../../core/index.ts'
import { loadScenario } from '../load-scenario.ts'
import { messageOf } from '../usage-error.ts'
import { applicationFrame } from '../user-frame.ts'
import type { EngineOrder, EngineQuestion, EngineQuestions, EngineReply, EngineRequest, Subject } from './engine-order.ts'

const ALIVE_EVERY_MS = 1000

type Answers = {
  readonly [name in EngineQuestion]: (
    engine: Engine,
    args: Parameters<EngineQuestions[name]>,
    onProgress: (progress: Progress) => void,
  ) => Promise<ReturnType<EngineQuestions[name]>>
}

const answers: Answers = {
  open: (engine) => Promise.resolve(engine.opened),
  look: (engine, [seq]) => engine.look(seq),
  files: (engine, [seq]) => engine.files(seq),
  pull: (engine, [pull, plan]) => engine.pull(pull, plan),
  again: (engine, [branch]) => engine.again(branch),
  sweep: (engine, _, onProgress) => engine.sweep(onProgress),
  shrink: (engine, [branch], onProgress) => engine.shrink(branch, onProgress),
}

process.setSourceMapsEnabled(true)
// What an application leaves unhandled is told by the drill itself, and must not cost the answer here.
process.on('unhandledRejection', () => {})

const tell = (reply: EngineReply): void => parentPort!.postMessage(reply)

setInterval(() => tell({ says: 'alive' }), ALIVE_EVERY_MS)

async function openEngine({ scenario: ref, subject }: EngineOrder): Promise<Engine> {
  const scenario = await loadScenario(ref)
  return createEngine(scenario, exploredOf(scenario, subject), { codeHash: ref.codeHash, locate: applicationFrame(process.cwd()) })
}

const exploredOf = (scenario: Scenario, subject: Subject): Explored =>
  subject.kind === 'failure' ? { payload: subject.payload } : { plan: subject.kind === 'plan' ? subject.plan : generatePlan(scenario, subject.seed) }

const engine = openEngine(workerData as EngineOrder)

async function answer({ id, question, args }: EngineRequest): Promise<void> {
  const reply = answers[question] as (engine: Engine, args: readonly unknown[], onProgress: (progress: Progress) => void) => Promise<unknown>
  try {
    tell({ says: 'value', id, value: await reply(await engine, args, (progress) => tell({ says: 'progress', id, progress })) })
  } catch (error) {
    tell({ says: 'error', id, name: error instanceof Error ? error.name : 'Error', message: messageOf(error) })
  }
}

// The engine itself decides what waits for what.
parentPort!.on('message', (request: EngineRequest) => void answer(request))
