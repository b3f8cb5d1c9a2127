import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../../core/sim/event-queue.ts'
import type { EventHandle } from '../../../core/sim/event-queue.ts'

interface Planned {
  readonly time: number
  readonly priority: number
  readonly sequence: number
}

const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), time: fc.nat(9), priority: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(400) }) },
)

const order = (one: Planned, other: Planned): number =>
  one.time - other.time || one.priority - other.priority || one.sequence - other.sequence

/** The queue, and a plain array that is sorted again at every step. */
class Twin {
  readonly queue = new EventQueue<Planned>()
  readonly handles: { readonly handle: EventHandle; readonly planned: Planned }[] = []
  waiting: Planned[] = []

  push(time: number, priority: number): void {
    const planned = { time, priority, sequence: this.handles.length }
    this.handles.push({ planned, handle: this.queue.push(time, priority, planned.sequence, planned) })
    this.waiting.push(planned)
    this.waiting.sort(order)
  }

  pop(): void {
    const expected = this.waiting.shift() ?? null
    expect(this.queue.peekTime()).toBe(expected?.time ?? Infinity)
    expect(this.queue.pop()).toBe(expected)
    if (!expected) return
    const { poppedTime: time, poppedPriority: priority, poppedSequence: sequence } = this.queue
    expect({ time, priority, sequence }).toEqual(expected)
  }

  cancel(which: number): void {
    if (this.handles.length === 0) return
    const { handle, planned } = this.handles[which % this.handles.length]!
    const waits = this.waiting.includes(planned)
    expect(this.queue.cancel(handle)).toBe(waits)
    this.waiting = this.waiting.filter((other) => other !== planned)
  }
}

describe('EventQueue', () => {
  it('gives out what a sorted array would, whatever is pushed, popped and cancelled', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
        const twin = new Twin()
        for (const step of commands) {
          if (step.do === 'push') twin.push(step.time, step.priority)
          else if (step.do === 'pop') twin.pop()
          else twin.cancel(step.which)
          expect(twin.queue.size).toBe(twin.waiting.length)
        }
        while (twin.waiting.length > 0) twin.pop()
        twin.pop()
      }),
      { numRuns: 200 },
    )
  })

  it('keeps the order of pushing among equals, beyond its first capacity', () => {
    const queue = new EventQueue<number>()
    for (let index = 0; index < 1000; index++) queue.push(7, 0, index, index)
    const popped = Array.from({ length: 1000 }, () => queue.pop())
    expect(popped).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })

  it('does not cancel the event that took over the slot of one that has run', () => {
    const queue = new EventQueue<string>()
    const first = queue.push(1, 0, 0, 'first')
    expect(queue.pop()).toBe('first')
    queue.push(2, 0, 1, 'second')
    expect(queue.cancel(first)).toBe(false)
    expect(queue.pop()).toBe('second')
  })

  it('cancels once', () => {
    const queue = new EventQueue<string>()
    const handle = queue.push(1, 0, 0, 'gone')
    expect([queue.cancel(handle), queue.cancel(handle)]).toEqual([true, false])
    expect(queue.size).toBe(0)
    expect(queue.peekTime()).toBe(Infinity)
    expect(queue.pop()).toBeNull()
  })
})
