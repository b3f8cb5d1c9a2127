import { expect, it } from 'vitest'
import { createStreams } from '../../../core/sim/random.ts'

it('one operation has a stream of its own for each purpose', () => {
  const streams = createStreams('7')
  const drawn = ['device', 'fault/torn/db/data', 'fault/lost/db/data'].map((label) => {
    const stream = streams.ofOperation(label, 3)
    return Array.from({ length: 4 }, () => stream.below(2 ** 32)).join()
  })
  expect(new Set(drawn).size).toBe(3)
})
