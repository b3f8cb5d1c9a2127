/** Compares two runs of one seed that happened in different threads. */
import type { CaseReport } from './order.ts'

type Comparable = Pick<CaseReport, 'result' | 'failures' | 'messages'>

const COMPARED = ['traceHash', 'stateHash', 'sweepHash', 'status'] as const

/** One line for each thing that differs; none when the runs are equal. */
export function hashDifferences(left: Comparable, right: Comparable): readonly string[] {
  if (left.result === null || right.result === null)
    return left.result === right.result ? [] : [`one of them ended without a result: ${[...left.messages, ...right.messages].join('; ')}`]
  const { result: one } = left
  const { result: other } = right
  const fields = COMPARED.filter((name) => one[name] !== other[name]).map((name) => `${name}: ${one[name]} and ${other[name]}`)
  const verdicts = [verdictsOf(left), verdictsOf(right)]
  return verdicts[0] === verdicts[1] ? fields : [...fields, `verdicts: ${verdicts.map((each) => each || 'none').join(' and ')}`]
}

function verdictsOf({ failures }: Comparable): string {
  return failures.map(({ verdict, fingerprint }) => `${verdict} ${fingerprint}`).join(', ')
}
