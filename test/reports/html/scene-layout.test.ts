/** Where marks go. */
import { describe, expect, it } from 'vitest'
import type { Scene, SceneMark } from '../../../core/index.ts'
import { layOut, STEP } from '../../../reports/html/scene-layout.ts'
import { aScene } from '../run-events.ts'

const write = (startUs: number, endUs: number | null, lane = 0): SceneMark => ({ lane, kind: 'write', startUs, endUs, label: 'x' })
const sceneOf = (...marks: readonly SceneMark[]): Scene => ({
  ...aScene,
  lanes: aScene.lanes.slice(0, 2),
  marks,
  crashUs: null,
  startUs: marks[0]!.startUs,
  endUs: Math.max(...marks.map(({ startUs, endUs }) => endUs ?? startUs)),
})

describe('the layout of a scene', () => {
  it('puts what is later to the right, and what ends at an instant up to where others begin at it', () => {
    const [first, second, third] = layOut(sceneOf(write(0, 10), write(10, 500), write(500, 500))).marks
    expect(first!.x).toBeLessThan(second!.x)
    expect(second!.x).toBeLessThan(third!.x)
    expect(first!.x + first!.width).toBeLessThanOrEqual(second!.x)
    expect(second!.y).toBe(first!.y)
  })

  it('draws pauses shorter the longer they are, and never none', () => {
    const { xOf } = layOut(sceneOf(write(0, 1), write(11, 12), write(1_000_012, 1_000_013)))
    const [short, long] = [xOf(11) - xOf(1), xOf(1_000_012) - xOf(12)]
    expect(short).toBeGreaterThanOrEqual(STEP)
    expect(long).toBeGreaterThan(short)
    expect(long).toBeLessThan(10 * short)
  })

  it('puts what overlaps on a lane into rows, and makes the lane as high as they are', () => {
    const { marks, lanes } = layOut(sceneOf(write(0, 100), write(50, 150), write(100, 200), write(60, 70, 1)))
    const [a, b, c, other] = marks
    expect(b!.y).toBeGreaterThan(a!.y)
    expect(c!.y).toBe(a!.y)
    expect(other!.y).toBe(lanes[1]!.y)
    expect(lanes[0]!.height).toBe(2 * lanes[1]!.height)
    expect(lanes[1]!.y).toBeGreaterThanOrEqual(lanes[0]!.y + lanes[0]!.height)
  })

  it('puts marks of one instant side by side, in their order', () => {
    const { marks, xOf } = layOut(sceneOf(write(5, 5), write(5, 5), write(5, 5), write(6, 6)))
    expect(marks.slice(0, 3).map(({ x }) => x - marks[0]!.x)).toEqual([0, STEP, 2 * STEP])
    expect(xOf(6)).toBeGreaterThan(marks[2]!.x + marks[2]!.width)
  })

  it('ends what never ended where the scene ends, and keeps all inside the picture', () => {
    const { marks, width, height, xOf } = layOut(aScene)
    const open = marks.find(({ mark }) => mark.endUs === null)!
    expect(open.x + open.width).toBeLessThanOrEqual(xOf(aScene.endUs))
    for (const mark of marks) {
      expect(mark.x + mark.width).toBeLessThan(width)
      expect(mark.y).toBeLessThan(height)
      expect(mark.room).toBeGreaterThanOrEqual(mark.width)
    }
  })
})
