/** Chains of lives on one volume: work, crash, recover, look, go on. */
import { randomStream, type RandomStream } from '../../../core/sim/random.ts'
import { Rejected } from '../../../core/machine/app.ts'
import { LogWriter, type LogWriterOptions } from '../../../scenarios/log-writer/index.ts'
import {
  crashImage, lastOf, mustReach, STRATEGIES, violation, type Lifetime, type Operation, type Shown,
} from './crash-lab.ts'
import { FakeDisk, FakeProcess } from './fake.ts'

/** Lengths of texts around the sizes where a record fills its sectors exactly (512 − 24, 1024 − 24). */
const LENGTHS = [12, 12, 40, 488, 488, 489, 1000, 1000, 1001, 1400]

export interface Trial {
  readonly options: LogWriterOptions
  readonly volumeBytes?: number
  readonly depth?: number
  readonly imagesPerLife?: number
  readonly appends?: number
}

export interface Outcome {
  readonly images: number
  readonly violation: string | undefined
}

interface Start {
  readonly disk: FakeDisk
  readonly must: number
}

/** Opens the log on an image and says what it shows. */
export async function openImage(image: Uint8Array, options: LogWriterOptions) {
  const log = await LogWriter.open(new FakeProcess(new FakeDisk(image)).context, options)
  const shown: Shown = { first: log.firstNumber, texts: await log.readAll() }
  return { log, shown }
}

/** Lives through several crashes, looking at many images of each. */
export async function tryChain(seed: string, trial: Trial): Promise<Outcome> {
  const random = randomStream(seed)
  let start: Start = { disk: new FakeDisk(new Uint8Array(trial.volumeBytes ?? 24_576)), must: 0 }
  let images = 0
  for (let depth = 0; depth < (trial.depth ?? 3); depth += 1) {
    const killed = !trial.options.recycle && random.chance(1, 4)
    const { lifetime, problem } = await live(start, trial, random, `${depth}`, killed)
    if (!lifetime) return { images, violation: problem }
    let next: Start | undefined
    for (let index = 0; index < (trial.imagesPerLife ?? 20); index += 1) {
      const cut = random.between(lifetime.opened, lifetime.disk.event)
      const image = crashImage(lifetime.disk, cut, random.pick(STRATEGIES), random)
      images += 1
      try {
        const { shown } = await openImage(image, trial.options)
        const wrong = violation(lifetime, cut, shown)
        if (wrong) return { images, violation: wrong }
        next = { disk: new FakeDisk(image), must: lastOf(shown) }
      } catch (error) {
        return { images, violation: `refuses-to-open: ${(error as Error).message}` }
      }
    }
    if (problem) return { images, violation: problem }
    if (killed) {
      const must = mustReach(lifetime, lifetime.disk.event)
      lifetime.disk.killProcess()
      start = { disk: lifetime.disk, must }
    } else if (next) start = next
  }
  return { images, violation: undefined }
}

/** One process: opens, works with several clients, to the end or until it is killed. */
async function live(start: Start, trial: Trial, random: RandomStream, name: string, killed: boolean) {
  const { disk } = start
  const process = new FakeProcess(disk, random)
  let log: LogWriter | undefined
  let problem: string | undefined
  const fail = (error: unknown) => (problem ??= `refuses-to-open: ${(error as Error).message}`)
  let base: Shown | undefined
  void LogWriter.open(process.context, trial.options)
    .then(async (opened) => {
      base = { first: opened.firstNumber, texts: await opened.readAll() }
      log = opened
    })
    .catch(fail)
  await process.run(() => base !== undefined || problem !== undefined)
  if (!log || !base) return { lifetime: undefined, problem }
  const { policy = 'always' } = trial.options
  const operations: Operation[] = []
  const firstNumbers = [base.first]
  const baseMust = policy === 'always' ? lastOf(base) : start.must
  const lifetime: Lifetime = {
    policy, disk, spans: process.spans, opened: disk.event, base, baseMust, operations, firstNumbers,
  }
  const opened = log
  let running = random.between(1, 4)
  for (let client = running; client > 0; client -= 1)
    void work(opened, process, random, trial, `${name}.${client}`, operations)
      .catch((error: unknown) => (problem ??= `client: ${(error as Error).message}`))
      .finally(() => (running -= 1))
  const until = killed ? disk.event + random.below(60) : Infinity
  await process.run(
    () => running === 0 || disk.event >= until,
    () => opened.firstNumber !== firstNumbers.at(-1) && firstNumbers.push(opened.firstNumber),
  )
  return { lifetime, problem }
}

/** One client: appends, and now and then a sync or a freeze. */
async function work(
  log: LogWriter, process: FakeProcess, random: RandomStream, trial: Trial, name: string, operations: Operation[],
): Promise<void> {
  const { disk } = process
  const count = random.between(0, trial.appends ?? 5)
  for (let index = 0; index < count; index += 1) {
    if (random.chance(1, 3)) await process.pause()
    if (random.chance(1, 10)) await log.sync()
    if (random.chance(1, 14)) await freezeAndLook(log, process, trial)
    const text = `${name}.${index}:`.padEnd(random.pick(LENGTHS), 'a')
    const submitted = disk.event
    const operation: Operation = { text, submitted, answered: Infinity, position: undefined, rejected: false }
    operations.push(operation)
    try {
      operation.position = (await log.append(text)).position
      operation.answered = ++disk.event
    } catch (error) {
      operation.rejected = error instanceof Rejected
    }
  }
}

/** An image made while the log is frozen holds exactly what the log shows, and needs no cut. */
async function freezeAndLook(log: LogWriter, process: FakeProcess, trial: Trial): Promise<void> {
  await log.freeze()
  const image = process.disk.current.slice()
  const shown = await log.readAll()
  log.thaw()
  const opened = await openImage(image, trial.options)
  if (opened.shown.texts.join() !== shown.join()) throw new Error('a frozen image shows something else')
  if (opened.log.truncatedRecords > 0) throw new Error('a frozen image needs a cut')
}
