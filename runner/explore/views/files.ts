/** What the file systems would hold after a power cut now that loses all that is pending, and what their check says. */
import { counted, grouped } from '../../../reports/format.ts'
import type { LookFiles } from '../../../core/drill/explore/look.ts'
import { EMPTY_ROW, piece, row } from '../../tui/row.ts'
import type { Row } from '../../tui/row.ts'
import type { Glyphs } from '../../tui/glyphs.ts'
import { scrolling } from './pane.ts'
import type { PaneOf } from './pane.ts'

const SIGNS: Readonly<Record<LookFiles['tree'][number]['kind'], string>> = { file: ' ', directory: '/', link: '@' }

export const filesPane: PaneOf = (state, { glyphs }) => {
  const why = state.opened.abilities.look
  if (why !== undefined) return scrolling([row(why, 'warn')])
  if (!state.files) return scrolling([row('reading the disks …', 'muted')])
  if (state.files.files.length === 0) return scrolling([row('no volume of this run has a file system', 'muted')])
  return scrolling(state.files.files.flatMap((each) => volumeRows(each, glyphs)), [row('after a power cut now that loses all that is pending', 'muted')])
}

function volumeRows({ disk, tree, treeLeftOut, fsck }: LookFiles, glyphs: Glyphs): readonly Row[] {
  const check: readonly Row[] = fsck.length === 0
    ? [[piece(`${glyphs.ok} fsck: clean`, 'ok')]]
    : [[piece(`${glyphs.bad} fsck: ${counted(fsck.length, 'complaint')}`, 'fail')], ...fsck.map((line) => row(`    ${line}`, 'fail'))]
  return [
    [piece(disk, 'strong')],
    ...check.map((each) => [piece('  '), ...each]),
    [piece(`  ${'bytes'.padStart(BYTE_COLUMNS)}  path`, 'muted')],
    ...tree.map(({ path, kind, bytes }): Row => [
      piece(`  ${(kind === 'directory' ? '' : grouped(bytes)).padStart(BYTE_COLUMNS)}  `, 'muted'),
      piece(`${path}${SIGNS[kind].trim()}`, kind === 'directory' ? 'accent' : 'plain'),
    ]),
    ...(treeLeftOut > 0 ? [row(`  ${counted(treeLeftOut, 'more entry', 'more entries')}`, 'muted')] : []),
    EMPTY_ROW,
  ]
}

const BYTE_COLUMNS = 12
