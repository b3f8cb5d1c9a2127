/** Writes to a few of the mirrored pages, by several clients. */
import fc from 'fast-check'
import { committed, scenario } from '../core/drill/index.ts'
import type { Scenario } from '../core/drill/index.ts'
import { mirroredPages, PAGE_TEXT_BYTES } from './mirrored-pages/index.ts'
import type { MirroredPagesAppOptions } from './mirrored-pages/index.ts'

export interface PageWrite {
  readonly page: number
  readonly text: string
}

/** Few blocks, so that a write that goes astray often hits a page in use. */
export const SHORT_MIRROR: MirroredPagesAppOptions = { volumeSize: '16KiB' }
const PAGES_IN_USE = 24

const write: fc.Arbitrary<PageWrite> = fc.record({
  page: fc.nat(PAGES_IN_USE - 1),
  text: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: PAGE_TEXT_BYTES, size: 'max' }),
})

/** The same workload and oracle for the correct mirror and for every planted defect. */
export function mirroredPagesScenario(name: string, options: MirroredPagesAppOptions = {}): Scenario {
  return scenario({
    name,
    machines: { mirror: mirroredPages({ ...SHORT_MIRROR, ...options }) },
    operation: write,
    apply: async ({ mirror }, { page, text }) => committed((await mirror.write(page, text)).position),
    model: {
      initial: {} as Readonly<Record<string, string>>,
      step: (state, { page, text }: PageWrite) => ({ ...state, [page]: text }),
    },
    observe: ({ mirror }) => mirror.readAll(),
    faults: ['misdirected'],
  })
}
