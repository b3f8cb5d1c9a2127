import { describe, expect, it } from 'vitest'
import { createSchedule } from '../../runner/schedule.ts'
import { order } from './orders.ts'

const orders = [...Array.from({ length: 200 }, (_, index) => order(index, 'quick')), order(200, 'slow'), order(201, 'slow')]
const all = () => true
const never = () => {}
const numbers = (batch: readonly { readonly case: number }[]) => batch.map((each) => each.case)

describe('createSchedule', () => {
  it('hands out one case of a scenario until it knows how long they take, then as many as are worth a trip', () => {
    const schedule = createSchedule(orders, 2, all, never)
    expect(numbers(schedule.next())).toEqual([0])
    expect(numbers(schedule.next())).toEqual([1])
    schedule.took('quick', 4)
    schedule.took('quick', 6)
    expect(numbers(schedule.next())).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    schedule.took('quick', 1000)
    expect(schedule.next()).toHaveLength(1)
  })

  it('never mixes scenarios in a batch', () => {
    const schedule = createSchedule(orders.slice(197), 1, all, never)
    schedule.took('quick', 1)
    expect(numbers(schedule.next())).toEqual([197, 198, 199])
    expect(numbers(schedule.next())).toEqual([200])
  })

  it('leaves something for the other workers', () => {
    const schedule = createSchedule(orders.slice(0, 10), 5, all, never)
    schedule.took('quick', 1)
    expect(schedule.next()).toHaveLength(2)
  })

  it('drops what is not wanted any more, and says so', () => {
    const dropped: number[] = []
    const schedule = createSchedule(orders.slice(198), 2, ({ scenario }) => scenario.name !== 'quick', (each) => void dropped.push(each.case))
    expect(numbers(schedule.next())).toEqual([200])
    expect(dropped).toEqual([198, 199])
  })

  it('hands out again what was put back, and ends', () => {
    const schedule = createSchedule(orders.slice(0, 2), 1, all, never)
    const first = schedule.next()
    schedule.putBack(first)
    expect([schedule.next(), schedule.next(), schedule.next()].map(numbers)).toEqual([[0], [1], []])
  })
})
