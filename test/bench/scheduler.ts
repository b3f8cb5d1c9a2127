/**
 * The scheduler against its peers on one workload: processes that sleep for random times, again and
 * again. Every contestant must wake the processes in the same order, or it did not do the same work.
 */
import { createClock } from '@sinonjs/fake-timers'
import { Kernel } from '../../core/sim/kernel.ts'
import { ProcessGroup } from '../../core/sim/process.ts'
import { createStreams } from '../../core/sim/random.ts'
import type { BenchResult } from './bench-result.ts'
import { median, race, scatteredNumbers, timed } from './race.ts'
import type { Rounds } from './race.ts'
import { loadSimjs } from './simjs.ts'

export interface SchedulerSize extends Rounds {
  readonly processes: number
  /** A multiple of the processes. */
  readonly events: number
  /** For the contest of `async` processes, whose peer is slow. */
  readonly asyncEvents: number
}

export const SCHEDULER_SIZE: SchedulerSize = {
  rounds: 7, warmUps: 2, processes: 1000, events: 300_000, asyncEvents: 100_000,
}

const LONGEST_SLEEP = 1000

/** The sleeps of all processes, and the order in which they woke. */
class Sleepers {
  /** Sleeps of each process. */
  readonly naps: number
  readonly #sleeps: Uint32Array
  woken = 0
  /** A digest of the order of waking. */
  order = 0

  constructor(sleeps: Uint32Array, processes: number) {
    this.#sleeps = sleeps
    this.naps = sleeps.length / processes
  }

  sleep(process: number, nap: number): number {
    return 1 + this.#sleeps[process * this.naps + nap]!
  }

  wake(process: number): void {
    this.woken++
    this.order = (Math.imul(this.order, 31) + process) | 0
  }
}

type Contestant = (sleepers: Sleepers, processes: number) => Promise<void> | void

/** Gives every process its first nap through `after`, and each next one when it wakes. */
function napByCallback(sleepers: Sleepers, process: number, after: (delay: number, callback: () => void) => void): void {
  let nap = 0
  const wake = (): void => {
    sleepers.wake(process)
    if (++nap < sleepers.naps) after(sleepers.sleep(process, nap), wake)
  }
  after(sleepers.sleep(process, nap), wake)
}

const kernelCallbacks: Contestant = async (sleepers, processes) => {
  const kernel = new Kernel({ streams: createStreams('bench') })
  for (let process = 0; process < processes; process++)
    napByCallback(sleepers, process, (delayUs, callback) => void kernel.after(delayUs, callback))
  await kernel.run()
}

const fakeTimersCallbacks: Contestant = (sleepers, processes) => {
  const clock = createClock(0, Infinity)
  for (let process = 0; process < processes; process++)
    napByCallback(sleepers, process, (delayMs, callback) => void clock.setTimeout(callback, delayMs))
  clock.tick(LONGEST_SLEEP * sleepers.naps)
}

const simjsCallbacks = (): Contestant => {
  const { Entity, Sim } = loadSimjs()
  return (sleepers, processes) => {
    const sim = new Sim()
    class Sleeper extends Entity {
      start(): void {}
    }
    for (let process = 0; process < processes; process++) {
      const entity = sim.addEntity(Sleeper)
      napByCallback(sleepers, process, (delay, callback) => entity.setTimer(delay).done(callback))
    }
    sim.simulate(Infinity)
  }
}

const kernelProcesses: Contestant = async (sleepers, processes) => {
  const kernel = new Kernel({ streams: createStreams('bench') })
  const group = new ProcessGroup('sleepers')
  for (let process = 0; process < processes; process++) {
    kernel.spawn(group, `sleeper-${process}`, async () => {
      for (let nap = 0; nap < sleepers.naps; nap++) {
        await kernel.sleep(sleepers.sleep(process, nap))
        sleepers.wake(process)
      }
    })
  }
  await kernel.run()
}

const fakeTimersProcesses: Contestant = async (sleepers, processes) => {
  const clock = createClock(0, Infinity)
  for (let process = 0; process < processes; process++) {
    void (async () => {
      for (let nap = 0; nap < sleepers.naps; nap++) {
        await new Promise((resolve) => clock.setTimeout(resolve, sleepers.sleep(process, nap)))
        sleepers.wake(process)
      }
    })()
  }
  await clock.tickAsync(LONGEST_SLEEP * sleepers.naps)
}

interface Contest {
  readonly name: string
  readonly subject: Contestant
  readonly rivals: Readonly<Record<string, Contestant>>
  readonly atLeast: number
}

async function hold({ name, subject, rivals, atLeast }: Contest, events: number, size: SchedulerSize): Promise<BenchResult> {
  const orders = new Set<number>()
  const sleeps = scatteredNumbers(events, LONGEST_SLEEP)
  const run = (contestant: Contestant) => async (): Promise<void> => {
    const sleepers = new Sleepers(sleeps, size.processes)
    await contestant(sleepers, size.processes)
    orders.add(sleepers.order)
    if (orders.size > 1 || sleepers.woken !== events)
      throw new Error(`${name}: the contestants did not do the same work (${sleepers.woken} wake-ups)`)
  }
  const [peer, rival] = await fastest(Object.entries(rivals), run)
  return race({
    name,
    unit: 'events/s',
    figure: (milliseconds) => (events * 1000) / milliseconds,
    peer,
    subject: run(subject),
    rival: run(rival),
    target: { of: 'ratio', is: 'at least', bound: atLeast },
  }, size)
}

type Peer = readonly [name: string, contestant: Contestant]

/** The peer that needs the least time, by the median of three turns each. */
async function fastest(peers: readonly Peer[], run: (contestant: Contestant) => () => Promise<void>): Promise<Peer> {
  const times: { readonly peer: Peer; readonly milliseconds: number[] }[] = peers.map((peer) => ({ peer, milliseconds: [] }))
  for (let round = 0; round < 3 && peers.length > 1; round++)
    for (const { peer, milliseconds } of times) milliseconds.push(await timed(run(peer[1])))
  times.sort((one, other) => median(one.milliseconds) - median(other.milliseconds))
  return times[0]!.peer
}

export async function schedulerBench(size: SchedulerSize = SCHEDULER_SIZE): Promise<BenchResult[]> {
  return [
    await hold({
      name: 'scheduler, callbacks',
      subject: kernelCallbacks,
      rivals: { 'simjs 2.0.3, callbacks': simjsCallbacks(), '@sinonjs/fake-timers 15.5.0, callbacks': fakeTimersCallbacks },
      atLeast: 3,
    }, size.events, size),
    await hold({
      name: 'scheduler, async processes',
      subject: kernelProcesses,
      rivals: { '@sinonjs/fake-timers 15.5.0, async': fakeTimersProcesses },
      atLeast: 4,
    }, size.asyncEvents, size),
  ]
}
