/** An application that keeps pages in two copies, on two volumes, and repairs one from the other. */
import type { AppDefinition, Size } from '../../core/machine/app.ts'
import { MirroredPages, type MirroredPagesOptions } from './mirrored-pages.ts'

export { MIRRORED_PAGES_DEFECTS } from './defects.ts'
export type { MirroredPagesDefect } from './defects.ts'
export { LostPageError, MirroredPages } from './mirrored-pages.ts'
export type { MirroredPagesOptions } from './mirrored-pages.ts'
export { PAGE_TEXT_BYTES } from './page.ts'

/** {@link MirroredPagesOptions}, and how large each volume is. */
export interface MirroredPagesAppOptions extends MirroredPagesOptions {
  /** Size of the volumes `left` and `right`. Default 64 KiB. */
  readonly volumeSize?: Size
}

/** The mirror as an application. */
export function mirroredPages(options: MirroredPagesAppOptions = {}): AppDefinition<'left' | 'right', MirroredPages> {
  const { volumeSize = '64KiB', ...mirrorOptions } = options
  return {
    name: 'mirrored-pages',
    volumes: { left: volumeSize, right: volumeSize },
    boot: (context) => MirroredPages.open(context, mirrorOptions),
  }
}
