import { expect, it } from 'vitest'
import { createStage } from './stage.ts'

it('a wake-up that a synchronous call held back keeps its place among others of the same instant', async () => {
  const { kernel, said, spawn } = createStage()
  const sleeper = (name: string): void => spawn(name, async () => {
    await kernel.sleep(20)
    said.push(name)
  })
  sleeper('before')
  spawn('engine', async () => {
    let answered = false
    kernel.after(20, () => (answered = true))
    await kernel.sleep(10)
    kernel.pump(() => answered)
    said.push('engine')
  })
  sleeper('behind')
  await kernel.run()
  expect(said).toEqual(['engine', 'before', 'behind'])
})
