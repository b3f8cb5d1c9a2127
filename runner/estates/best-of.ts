/** What a strategy is best for, by what was measured and nothing else. */
import type { CompareCell, CompareStrategy } from '../../reports/index.ts'
import { isAbove } from './share-of-histories.ts'

type Measured = Pick<CompareStrategy, 'id' | 'byDisaster'>
type Figure = 'serviceRto' | 'rpo'

const MEDIANS: Readonly<Record<Figure, (cell: CompareCell) => number | null>> = {
  serviceRto: ({ serviceRtoSeconds }) => serviceRtoSeconds.p50,
  rpo: ({ rpoSeconds }) => rpoSeconds.p50,
}

/** What differs by less is a tie. */
const TIE_SHARE = 0.01

/** Ties are shared; what never recovered with machines that agree is best for nothing, and so is what had no rival. */
export function bestOf(id: string, all: readonly Measured[]): CompareStrategy['best'] {
  const cells = all.find((each) => each.id === id)!.byDisaster
  const leading = (figure: Figure) =>
    cells.filter((cell) => cell.recovered > cell.disagreeing && leads(cell, rivals(id, all, cell), MEDIANS[figure])).map(({ disaster }) => disaster)
  return { serviceRto: leading('serviceRto'), rpo: leading('rpo') }
}

function leads(cell: CompareCell, rivals: readonly CompareCell[], medianOf: (cell: CompareCell) => number | null): boolean {
  return rivals.length > 0 && rivals.every((rival) => !isBetter(rival, cell, medianOf))
}

function rivals(id: string, all: readonly Measured[], { disaster }: CompareCell): readonly CompareCell[] {
  return all.filter((other) => other.id !== id).flatMap(({ byDisaster }) => byDisaster.filter((cell) => cell.disaster === disaster))
}

/** By the shares of histories, as far as they are apart; by the medians where they are not. */
function isBetter(one: CompareCell, other: CompareCell, medianOf: (cell: CompareCell) => number | null): boolean {
  for (const share of ['agreeingCi95', 'recoveredCi95'] as const) {
    if (isAbove(one[share], other[share])) return true
    if (isAbove(other[share], one[share])) return false
  }
  return (medianOf(one) ?? Infinity) < (medianOf(other) ?? Infinity) * (1 - TIE_SHARE)
}
