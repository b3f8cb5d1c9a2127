import { describe, expect, it } from 'vitest'
import { NeverAnswered } from '../../../core/sim/kernel.ts'
import { ProcessGroup } from '../../../core/sim/process.ts'
import { createSignal } from '../../../core/sim/sync.ts'
import { createStage } from './stage.ts'
import type { Stage } from './stage.ts'

/** Three processes that meet at the same instants, each await wrapped in `depth` more. */
async function meet(depth: number, options: Parameters<typeof createStage>[0] = {}): Promise<Stage> {
  const stage = createStage(options)
  const { kernel, said } = stage
  const deeper = async (wait: Promise<void>, levels: number): Promise<void> => (levels === 0 ? wait : await deeper(wait, levels - 1))
  const signal = createSignal<void>(kernel)
  for (const name of ['one', 'two', 'three']) {
    stage.spawn(name, async () => {
      for (let round = 0; round < 5; round++) {
        // Only one of them nests its awaits: without a drain boundary the others would overtake it.
        await deeper(kernel.sleep(10), name === 'two' ? depth : 0)
        said.push(`${name}${round}@${kernel.now}`)
        if (name === 'two') signal.notify()
        else if (round === 2) await signal.wait()
      }
    })
  }
  await kernel.run()
  return stage
}

describe('the order of events', () => {
  it('is by time, then by the order in which they were made', async () => {
    const { kernel, said } = createStage()
    kernel.at(20, () => said.push('c'))
    kernel.at(10, () => said.push('a'))
    kernel.at(20, () => said.push('d'))
    kernel.after(10, () => said.push('b'))
    expect(await kernel.run()).toBe('idle')
    expect(said).toEqual(['a', 'b', 'c', 'd'])
    expect([kernel.now, kernel.executed, kernel.pending]).toEqual([20, 4, 0])
  })

  it('leaves out what was cancelled', async () => {
    const { kernel, said } = createStage()
    const handle = kernel.at(10, () => said.push('never'))
    kernel.at(5, () => kernel.cancel(handle))
    await kernel.run()
    expect(said).toEqual([])
  })

  it('does not depend on how deep awaits are nested', async () => {
    const reference = await meet(0)
    for (let depth = 1; depth <= 5; depth++) {
      const stage = await meet(depth)
      expect(stage.said).toEqual(reference.said)
      expect(stage.kernel.trace.hash()).toBe(reference.kernel.trace.hash())
    }
  })

  it('is the same behind the wider boundary for foreign code', async () => {
    expect((await meet(2, { drain: 'immediate' })).said).toEqual((await meet(0)).said)
  })

  it('waits for code that queues ticks of its own when asked to', async () => {
    const { kernel, said, spawn } = createStage({ drain: 'immediate' })
    spawn('foreign', async () => {
      await new Promise<void>((resolve) => process.nextTick(() => process.nextTick(resolve)))
      said.push(`foreign@${kernel.now}`)
    })
    kernel.at(10, () => said.push('device'))
    await kernel.run()
    expect(said).toEqual(['foreign@0', 'device'])
  })

  it('varies with the seed when schedules are explored, and only with it', async () => {
    const orders = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      const options = { seed: String(seed), exploreSchedules: true }
      const stage = await meet(0, options)
      const again = await meet(3, options)
      expect(again.said).toEqual(stage.said)
      expect(again.kernel.trace.hash()).toBe(stage.kernel.trace.hash())
      orders.add(stage.said.join())
    }
    expect(orders.size).toBeGreaterThan(5)
    expect((await meet(0, { seed: '1' })).said).toEqual((await meet(0, { seed: '2' })).said)
  })
})

describe('a killed group', () => {
  it('never runs again: no continuation, no finally, no new process', async () => {
    const { kernel, group, said, spawn } = createStage()
    spawn('victim', async () => {
      try {
        said.push('began')
        await kernel.sleep(100)
        said.push('went on')
      } finally {
        said.push('finally')
      }
    })
    kernel.at(50, () => {
      group.kill()
      spawn('late', async () => void said.push('late'))
    })
    const other = new ProcessGroup('other')
    kernel.spawn(other, 'survivor', async () => {
      await kernel.sleep(200)
      said.push('survivor')
    })
    expect(await kernel.run()).toBe('idle')
    expect(said).toEqual(['began', 'survivor'])
  })

  it('reports no failure of a process, a living one does', async () => {
    const { kernel, group, spawn } = createStage()
    const failures: string[] = []
    kernel.onProcessFailure = (process, error) => failures.push(`${process.name}: ${(error as Error).message}`)
    spawn('late', async () => {
      await kernel.sleep(10)
      throw new Error('first')
    })
    spawn('at once', () => {
      throw new Error('second')
    })
    spawn('suicide', async () => {
      await kernel.sleep(20)
      group.kill()
      throw new Error('third')
    })
    await kernel.run()
    expect(failures).toEqual(['at once: second', 'late: first'])
  })
})

describe('Kernel.run', () => {
  it('ends when told, before the next event, and can go on', async () => {
    const { kernel, said } = createStage()
    for (const at of [10, 20, 30]) kernel.at(at, () => said.push(String(at)))
    kernel.at(10, () => kernel.stop())
    expect(await kernel.run()).toBe('stopped')
    expect(said).toEqual(['10'])
    expect(await kernel.run()).toBe('idle')
    expect(said).toEqual(['10', '20', '30'])
  })

  it('ends before the first event that is later than the time limit, at that time', async () => {
    const { kernel, said } = createStage()
    for (const at of [10, 20, 30]) kernel.at(at, () => said.push(String(at)))
    expect(await kernel.run({ timeLimitUs: 20 })).toBe('time-limit')
    expect([said, kernel.now]).toEqual([['10', '20'], 20])
    expect(await kernel.run({ timeLimitUs: 25 })).toBe('time-limit')
    expect(kernel.now).toBe(25)
    expect(await kernel.run()).toBe('idle')
  })

  it('ends after so many events', async () => {
    const { kernel } = createStage()
    const forever = (): void => void kernel.after(1, forever)
    forever()
    expect(await kernel.run({ eventLimit: 1000 })).toBe('event-limit')
    expect(await kernel.run({ eventLimit: 500 })).toBe('event-limit')
    expect(kernel.executed).toBe(1500)
  })

  it('counts requests that are answered within the call towards the limit', async () => {
    const { kernel, spawn } = createStage()
    let answered = 0
    spawn('loop', async () => {
      while (kernel.countInstant()) {
        answered++
        await Promise.resolve()
      }
    })
    expect(await kernel.run({ eventLimit: 100 })).toBe('event-limit')
    expect(answered).toBeLessThan(100)
  })

  it('fails with what a callback throws, and refuses to run twice at once', async () => {
    const { kernel } = createStage()
    kernel.at(1, () => {
      throw new Error('broken device')
    })
    const running = kernel.run()
    await expect(running).rejects.toThrow('broken device')
    kernel.after(1, () => void expect(() => kernel.run()).toThrow('Kernel.run: already running'))
    expect(await kernel.run()).toBe('idle')
  })

  it('lets the host have its turn now and then', async () => {
    const { kernel } = createStage()
    setTimeout(() => kernel.stop(), 0)
    const forever = (): void => void kernel.after(1, forever)
    forever()
    expect(await kernel.run({ eventLimit: 20_000_000 })).toBe('stopped')
  })
})

describe('misuse', () => {
  it('names the call and the value', async () => {
    const { kernel, spawn, said } = createStage()
    kernel.at(5, () => {})
    await kernel.run()
    expect(() => kernel.at(4, () => {})).toThrow('Kernel.at: time 4 lies before now (5)')
    expect(() => kernel.after(Number.NaN, () => {})).toThrow(RangeError)
    expect(() => kernel.sleep(1)).toThrow('clock.sleep: called outside any process of the simulation')
    spawn('sleeper', async () => {
      for (const duration of [-1, 0.5, Number.NaN, Infinity]) {
        try {
          await kernel.sleep(duration)
        } catch (error) {
          said.push((error as Error).message)
        }
      }
    })
    await kernel.run()
    expect(said).toEqual(
      ['-1', '0.5', 'NaN', 'Infinity'].map((value) => `clock.sleep: duration must be a whole number of microseconds ≥ 0, got ${value}`),
    )
  })
})

describe('Kernel.pump', () => {
  it('runs callbacks, holds processes back, and time goes on without a step backwards', async () => {
    const { kernel, said, spawn } = createStage()
    const say = (what: string): void => void said.push(`${what}@${kernel.now}`)
    spawn('sleeper', async () => {
      await kernel.sleep(20)
      say('sleeper')
      await kernel.sleep(20)
      say('sleeper')
    })
    spawn('engine', async () => {
      await kernel.sleep(10)
      let answered = false
      kernel.after(10, () => say('device'))
      kernel.after(50, () => (answered = true))
      kernel.after(70, () => say('later device'))
      kernel.pump(() => answered)
      say('engine')
      await kernel.sleep(5)
      say('engine')
    })
    await kernel.run()
    expect(said).toEqual(['device@20', 'engine@60', 'sleeper@60', 'engine@65', 'later device@80', 'sleeper@80'])
  })

  it('is nobody’s turn while callbacks run, and the caller’s again afterwards', async () => {
    const { kernel, spawn } = createStage()
    const turns: unknown[] = []
    spawn('engine', async () => {
      const self = kernel.current
      let answered = false
      kernel.after(1, () => {
        turns.push(kernel.current)
        answered = true
      })
      kernel.pump(() => answered)
      turns.push(kernel.current === self && self !== null)
    })
    await kernel.run()
    expect(turns).toEqual([null, true])
  })

  /** What becomes of a pump whose device never answers while `event` repeats for ever. */
  async function unanswered(repeats: (stage: Stage) => void, limits = {}): Promise<readonly unknown[]> {
    const stage = createStage()
    const { kernel, spawn } = stage
    const outcome: unknown[] = []
    spawn('engine', async () => {
      try {
        kernel.pump(() => false)
      } catch (error) {
        outcome.push(error instanceof NeverAnswered, `at ${kernel.now}`)
      }
    })
    repeats(stage)
    return [await kernel.run(limits), ...outcome]
  }

  it('gives up when no callback is left', async () => {
    expect(await unanswered(({ kernel }) => void kernel.after(5, () => {}))).toEqual(['idle', true, 'at 5'])
  })

  it('gives up at the limits of the run although something repeats for ever', async () => {
    const timer = ({ kernel }: Stage): void => {
      const again = (): void => void kernel.after(10_000, again)
      again()
    }
    expect(await unanswered(timer, { timeLimitUs: 1_000_000 })).toEqual(['time-limit', true, 'at 61000000'])
    expect(await unanswered(timer, { eventLimit: 1000 })).toEqual(['event-limit', true, 'at 9990000'])
  })

  it('waits for an answer that comes after the end of the run', async () => {
    const { kernel, said, spawn } = createStage()
    spawn('engine', async () => {
      let answered = false
      kernel.after(500, () => (answered = true))
      kernel.after(100, () => kernel.stop())
      kernel.pump(() => answered)
      said.push(`answered at ${kernel.now}`)
    })
    await kernel.run({ timeLimitUs: 200 })
    expect(said).toEqual(['answered at 500'])
  })

  it('gives up a minute after the run is stopped', async () => {
    const stopping = ({ kernel }: Stage): void => {
      const again = (): void => void kernel.after(10_000, again)
      again()
      kernel.after(100_000, () => kernel.stop())
    }
    expect(await unanswered(stopping, {})).toEqual(['stopped', true, 'at 60100000'])
  })
})
