/** The axis of virtual time: round instants, as many as have room. */
import { ms } from './time.ts'
import { cellOf } from './timeline-cells.ts'

const ROUND = [1, 2, 5]
const GAP_COLUMNS = 4

/** Times in ms, each beginning at its cell. */
export function axisText(bounds: Float64Array): string {
  const cells = bounds.length - 1
  const [fromUs, toUs] = [bounds[0]!, bounds[cells]!]
  const widest = ms(toUs).length + GAP_COLUMNS
  const stepUs = roundStep(((toUs - fromUs) * widest) / cells)
  let text = ''
  for (let us = Math.ceil(fromUs / stepUs) * stepUs; us <= toUs; us += stepUs) {
    const cell = cellOf(bounds, us)
    const label = `╵${shortMs(us, stepUs)}`
    if (cell < text.length || cell + label.length > cells) continue
    text = text.padEnd(cell) + label
  }
  return text
}

/** Of 1, 2 and 5 times a power of ten, the next one above. */
function roundStep(leastUs: number): number {
  let power = 1
  while (power * 10 <= leastUs) power *= 10
  return power * (ROUND.find((factor) => factor * power >= leastUs) ?? 10)
}

/** Whole milliseconds need no digits behind the point. */
const shortMs = (us: number, stepUs: number): string => (stepUs % 1000 === 0 ? String(us / 1000) : ms(us))
