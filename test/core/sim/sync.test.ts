import { describe, expect, it } from 'vitest'
import { createMutex, createSignal } from '../../../core/sim/sync.ts'
import { createStage } from './stage.ts'

describe('a signal', () => {
  it('wakes everybody who waits, in the order in which they came, each in a turn of its own', async () => {
    const { kernel, said, spawn } = createStage()
    const signal = createSignal<string>(kernel)
    for (const name of ['one', 'two', 'three'])
      spawn(name, async () => {
        const value = await signal.wait()
        said.push(`${name} got ${value}, turn of ${kernel.current?.name}`)
      })
    kernel.at(10, () => {
      expect(signal.waiting).toBe(3)
      signal.notify('news')
      expect(signal.waiting).toBe(0)
      said.push('notified')
    })
    await kernel.run()
    expect(said).toEqual([
      'notified',
      'one got news, turn of one',
      'two got news, turn of two',
      'three got news, turn of three',
    ])
  })

  it('remembers nothing: who comes later waits for the next', async () => {
    const { kernel, said, spawn } = createStage()
    const signal = createSignal<number>(kernel)
    signal.notify(1)
    spawn('late', async () => void said.push(String(await signal.wait())))
    kernel.at(10, () => signal.notify(2))
    await kernel.run()
    expect(said).toEqual(['2'])
  })
})

describe('a mutex', () => {
  it('lets one in at a time, first come, first served', async () => {
    const { kernel, said, spawn } = createStage()
    const mutex = createMutex(kernel)
    for (const name of ['one', 'two', 'three'])
      spawn(name, async () => {
        await mutex.run(async () => {
          said.push(`+${name}`)
          await kernel.sleep(10)
          said.push(`-${name}`)
        })
      })
    await kernel.run()
    expect(said).toEqual(['+one', '-one', '+two', '-two', '+three', '-three'])
  })

  it('is not overtaken by somebody who comes just when it is handed over', async () => {
    const { kernel, said, spawn } = createStage()
    const mutex = createMutex(kernel)
    const enter = (name: string): Promise<void> =>
      mutex.run(async () => {
        said.push(`+${name}`)
        await kernel.sleep(10)
        said.push(`-${name}`)
      })
    spawn('first', async () => {
      await enter('first')
      await enter('first again')
    })
    spawn('second', () => enter('second'))
    await kernel.run()
    expect(said).toEqual(['+first', '-first', '+second', '-second', '+first again', '-first again'])
  })

  it('hands on what a section returns or throws, and opens again', async () => {
    const { kernel, said, spawn } = createStage()
    const mutex = createMutex(kernel)
    spawn('process', async () => {
      said.push(String(await mutex.run(async () => 7)))
      await mutex.run(() => Promise.reject(new Error('broken'))).catch((error: Error) => said.push(error.message))
      said.push(String(await mutex.run(async () => 8)))
    })
    await kernel.run()
    expect(said).toEqual(['7', 'broken', '8'])
  })
})
