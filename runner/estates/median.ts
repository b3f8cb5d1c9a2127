/** The middle of a sample, for figures that are told without their spread. */
import { ascending, quantile } from '../../core/drill/estate/quantiles.ts'

/** It is one of the sample; null for an empty one. */
export function median(values: readonly number[]): number | null {
  return quantile([...values].sort(ascending), 0.5)
}
