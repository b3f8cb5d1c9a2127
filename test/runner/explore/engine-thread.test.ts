import { afterEach, expect, it } from 'vitest'
import type { EngineThread } from '../../../runner/explore/engine-thread.ts'
import { stubThread } from './stub-thread.ts'

let thread: EngineThread | undefined
afterEach(() => thread?.close())

/** The look of a step is its number here. */
const ECHO = "tell({ says: 'value', id, value: args[0] });"

it('gives each question its own answer, in whatever order they come', async () => {
  thread = stubThread("const wait = args[0] === 1 ? 60 : 0; setTimeout(() => tell({ says: 'value', id, value: args[0] }), wait);")
  const order: number[] = []
  const asked = [1, 2, 3].map(async (seq) => {
    expect(await thread!.ask('look', [seq])).toBe(seq)
    order.push(seq)
  })
  await Promise.all(asked)
  expect(order.at(-1)).toBe(1)
})

it('passes on progress before the answer, and the refusals of an engine by their names, in a line', async () => {
  thread = stubThread(`if (question === 'sweep') { tell({ says: 'progress', id, progress: { what: 'sweep', done: 1, of: 2 } }); ${ECHO} }
    else tell({ says: 'error', id, name: 'RangeError', message: 'no such\\nstep' })`)
  const heard: unknown[] = []
  await thread.ask('sweep', [], (progress) => void heard.push(progress))
  expect(heard).toEqual([{ what: 'sweep', done: 1, of: 2 }])
  await expect(thread.ask('look', [7])).rejects.toMatchObject({ name: 'RangeError', message: 'no such step' })
})

it.each([
  ['ends', 'process.exit(3)', 'the thread of the application ended with code 3'],
  ['throws', "throw new Error('out of\\nluck')", 'the thread of the application died: out of luck'],
])('says in a line that a thread %s, and starts another for the next question', async (_, death, message) => {
  thread = stubThread(`if (args[0] === 13) { ${death} } else ${ECHO}`)
  expect(await thread.ask('look', [1])).toBe(1)
  await expect(Promise.all([thread.ask('look', [13]), thread.ask('look', [2])])).rejects.toMatchObject({ name: 'Exit', message })
  expect(await thread.ask('look', [3])).toBe(3)
})

it('ends a thread that takes no turn, and not one that is at rest or only takes long', async () => {
  thread = stubThread(`if (args[0] === 13) for (;;);
    if (args[0] === 14) { const alive = setInterval(() => tell({ says: 'alive' }), 100); setTimeout(() => { clearInterval(alive); ${ECHO} }, 2200) } else ${ECHO}`, { stuckAfterMs: 1500 })
  expect(await thread.ask('look', [1])).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 1700))
  expect(await thread.ask('look', [14])).toBe(14)
  await expect(thread.ask('look', [13])).rejects.toMatchObject({ name: 'Stuck', message: 'the thread of the application took no turn for 1.5 s and was ended' })
  expect(await thread.ask('look', [2])).toBe(2)
})

it('keeps what an application prints from the terminal', async () => {
  const heard: string[] = []
  thread = stubThread(`console.log('hello'); console.error('there'); setTimeout(() => { ${ECHO} }, 50)`, { onPrinted: (line) => void heard.push(line) })
  await thread.ask('look', [1])
  await expect.poll(() => heard.sort()).toEqual(['hello', 'there'])
})

it('rejects what is still asked when it is given up or closed', async () => {
  thread = stubThread('if (args[0] === 1) tell({ says: "value", id, value: 1 })')
  const given = thread.ask('look', [13])
  thread.giveUp()
  await expect(given).rejects.toMatchObject({ name: 'GivenUp' })
  expect(await thread.ask('look', [1])).toBe(1)
  const left = thread.ask('look', [13])
  const closed = thread.close()
  await expect(left).rejects.toMatchObject({ name: 'Closed' })
  await closed
  await expect(thread.ask('look', [1])).rejects.toMatchObject({ name: 'Closed' })
})
