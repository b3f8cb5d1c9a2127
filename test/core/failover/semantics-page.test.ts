/** The page of the semantics is made of the tables in the code: `npx vitest run <this file> -u` writes it. */
import { describe, expect, it } from 'vitest'
import { backupSemantics } from '../../../core/backup/index.ts'
import { failoverSemantics } from '../../../core/failover/index.ts'
import { replicationSemantics } from '../../../core/replication/index.ts'

interface Row {
  readonly element: string
  readonly parameter: string
  readonly defaultText: string
  readonly where: string
  readonly source: string
}

const HEADER = `# What the disaster-recovery world takes for granted

Each row is a default of the simulation, where it stands in the code, and who says so. A test fails when a default is
another one than its row says. Presets of policies are plain data: spread one to change a part.
`

const columns = ['element', 'parameter', 'defaultText', 'where', 'source'] as const

function table(title: string, rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${columns.map((column) => row[column].replaceAll('|', '\\|')).join(' | ')} |`)
  return ['', `## ${title}`, '', '| element | parameter | default | in the code | source |', '|---|---|---|---|---|', ...lines, ''].join('\n')
}

const placeOf = (from: { readonly policy: string } | { readonly constant: string }): string =>
  `\`${'policy' in from ? `ReplicationPolicy.${from.policy}` : from.constant}\``

const page = [
  HEADER,
  table('Replication', replicationSemantics.map((row) => ({ ...row, where: placeOf(row.from) }))),
  table('Backup', backupSemantics.map((row) => ({ ...row, where: `\`${row.field}\`` }))),
  table('Failover', failoverSemantics.map((row) => ({ ...row, where: `\`${row.field}\`` }))),
].join('')

describe('docs/semantics.md', () => {
  it('is what the tables say', async () => {
    await expect(page).toMatchFileSnapshot('../../../docs/semantics.md')
  })

  it.each([['replication', replicationSemantics], ['backup', backupSemantics], ['failover', failoverSemantics]])('states no row of %s twice', (_, rows) => {
    const names = rows.map(({ element, parameter }) => `${element}: ${parameter}`)
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([])
  })
})
