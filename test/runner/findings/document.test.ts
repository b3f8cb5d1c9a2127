/** What the document says of a drill that passes, of one that shows a loss, and of one that contradicts its README. */
import { describe, expect, it } from 'vitest'
import { documentOf } from '../../../runner/findings/document.ts'
import type { FindingEntry } from '../../../runner/findings/document.ts'
import { findingDrills } from '../../../runner/findings/finding-drill.ts'
import { reportedFailure } from '../../reports/run-events.ts'

const found = { seed: 'findings-3', failure: reportedFailure() }

function entry(name: string, shows: FindingEntry['found']): FindingEntry {
  return { ...findingDrills([name])[0]!, found: shows }
}

describe('the document of findings', () => {
  it('has a row for a drill that passes, and no section', () => {
    const text = documentOf([entry('hosted/steno', null)])
    expect(text).toMatch(/^\| `hosted\/steno` \| steno \d+\.\d+\.\d+ \| `ext4` \| .* \| passes \|$/m)
    expect(text).not.toContain('## hosted/steno')
  })

  it('tells a failure with its package, what is promised of it, what happened, and its token', () => {
    const text = documentOf([entry('hosted/steno/ext4-noauto', found)])
    expect(text).toMatch(/^\| `hosted\/steno\/ext4-noauto` \| steno .* \| `ext4-noauto` \| .* \| finding: lost-ack \|$/m)
    const section = text.slice(text.indexOf('\n## '))
    expect(section).toMatch(/^\n## hosted\/steno\/ext4-noauto\n\nsteno \d+\.\d+\.\d+ on `ext4-noauto`: .*A finding: \*\*lost-ack\*\*.*seed `findings-3`/)
    for (const part of ['no partial writes', 'steno/blob/main/README.md', 'A doubt: ', 'transfer 7 is missing', 't=2 CRASH', 'npx seeddrill replay sd1.token'])
      expect(section).toContain(part)
  })

  it('calls what is permitted a witness, and what a program of our own loses known-bad', () => {
    const text = documentOf([entry('sqlite/wal-normal/acknowledged', found), entry('hosted/config-store/in-place', found)])
    expect(text).toContain(' | witness: lost-ack |')
    expect(text).toContain('A program of our own on `ext4`: ')
    expect(text).toContain('A known-bad: **lost-ack**')
    expect(text).not.toMatch(/A doubt|finding: /)
  })
})

describe('the drills that it tells of', () => {
  it('are all of the packages, two of SQLite, or those that are named', () => {
    const names = findingDrills([]).map(({ scenario }) => scenario.name)
    expect(names.filter((name) => name.startsWith('sqlite/'))).toEqual(['sqlite/persist-normal', 'sqlite/wal-normal/acknowledged'])
    expect(findingDrills(['hosted/lowdb']).map(({ scenario }) => scenario.name)).toEqual(['hosted/lowdb'])
    expect(() => findingDrills(['hosted/lowbd'])).toThrow('there is no finding hosted/lowbd; did you mean hosted/lowdb?')
  })
})
