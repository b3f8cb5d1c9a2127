/** A row of heights: each cell the greatest of the values that fall into it. */
import type { Glyphs } from '../../tui/glyphs.ts'

export function sparkline(values: readonly number[], columns: number, { heights }: Glyphs): string {
  const cells = Math.min(columns, values.length)
  const most = Math.max(1, ...values)
  return Array.from({ length: cells }, (_, cell) => {
    const [from, to] = [Math.floor((cell * values.length) / cells), Math.ceil(((cell + 1) * values.length) / cells)]
    const value = Math.max(...values.slice(from, to))
    // What is not nothing shows.
    return heights[value <= 0 ? 0 : Math.max(1, Math.round((value / most) * (heights.length - 1)))]!
  }).join('')
}
