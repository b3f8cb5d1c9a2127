import { describe, expect, it } from 'vitest'
import { checkHouse } from './floors.ts'
import { importsOf, type SourceText } from './imports.ts'
import { repositoryFiles } from './repository.ts'

const file = (path: string, ...lines: readonly string[]): SourceText => ({ path, source: lines.join('\n') })

describe('the repository', () => {
  it('has every file in its place and every import pointing down', () => {
    expect(checkHouse(repositoryFiles())).toEqual([])
  })
})

describe('importsOf', () => {
  it('sees every form of import and tells which are types only', () => {
    const source = file(
      'core/sim/a.ts',
      "import { a } from './a.ts'",
      "import type { B } from './b.ts'",
      "import { type C } from './c.ts'",
      "import './d.ts'",
      "export * from './e.ts'",
      "export type { F } from './f.ts'",
      "const g = () => import('./g.ts')",
      "type H = import('./h.ts').H",
      "const text = \"import { x } from './not-an-import.ts'\" // import './nor-this.ts'",
    )
    expect(importsOf(source).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
      ['./a.ts', false],
      ['./b.ts', true],
      ['./c.ts', false],
      ['./d.ts', false],
      ['./e.ts', false],
      ['./f.ts', true],
      ['./g.ts', false],
      ['./h.ts', true],
    ])
  })
})

describe('checkHouse', () => {
  const allowed: readonly SourceText[] = [
    file('README.md'),
    file('.github/workflows/test.yml'),
    file('core/index.ts', "export * from './drill/index.ts'"),
    file('core/block/disk.ts', "import { Kernel } from '../sim/kernel.ts'", "import { log } from './log.ts'"),
    file('core/block/log.ts', "import type { Disk } from './disk.ts'"),
    file('core/oracle/check.ts', "import type { Cut } from '../crash/cut.ts'", "import { search } from './search.ts'"),
    file('scenarios/bank.ts', "import { scenario } from '../core/index.ts'"),
    file('reports/junit.ts', "import type { Verdict } from '../core/index.ts'", "import { cap } from './cap.ts'"),
    file('runner/main.ts', "import { junit } from '../reports/junit.ts'", "import { bank } from '../scenarios/bank.ts'"),
    file('test/core/block/disk.test.ts', "import { Disk } from '../../../core/block/disk.ts'", "import 'seeddrill'"),
    file('docs/guide.md', "import { not } from '../core/code.ts'"),
  ]

  it('accepts what the design allows', () => {
    expect(checkHouse(allowed)).toEqual([])
  })

  it.each([
    ['a floor that imports a higher one', file('core/sim/a.ts', "import { b } from '../block/b.ts'"), 'above it'],
    ['a type from a higher floor', file('core/sim/a.ts', "import type { B } from '../block/b.ts'"), 'above it'],
    ['a floor that imports the roof', file('core/drill/a.ts', "import { b } from '../index.ts'"), 'above it'],
    ['an oracle with run-time imports', file('core/oracle/a.ts', "import { b } from '../sim/b.ts'"), 'only types'],
    ['core that imports a scenario', file('core/drill/a.ts', "import { b } from '../../scenarios/b.ts'"), 'may not import'],
    ['core that imports a test', file('core/sim/a.ts', "export * from '../../test/b.ts'"), 'may not import'],
    ['scenarios that import the runner', file('scenarios/a.ts', "import '../runner/b.ts'"), 'may not import'],
    ['a report with run-time imports of core', file('reports/a.ts', "import { b } from '../core/index.ts'"), 'only types'],
    ['a report that imports the runner', file('reports/a.tsx', "type B = import('../runner/b.ts').B"), 'may not import'],
    ['a product file that imports a test', file('runner/a.ts', "import '../test/b.ts'"), 'may not import'],
    ['an import of a root file', file('runner/a.ts', "import '../vitest.config.ts'"), 'may not import'],
    ['an import by package name', file('scenarios/a.ts', "import { fc } from 'seeddrill'"), 'relative path'],
    ['a file at the root of core', file('core/util.ts'), 'only index.ts'],
    ['an unknown floor', file('core/util/a.ts'), 'no floor util'],
    ['an unknown folder', file('src/a.ts'), 'no folder src/'],
  ])('reports %s', (_, bad, message) => {
    const violations = checkHouse([bad])
    expect(violations).toHaveLength(1)
    expect(violations[0]).toContain(message)
  })

  it('reports a cycle once, with its path, and not one that only types close', () => {
    const a = file('core/sim/a.ts', "import { b } from './b.ts'")
    const b = file('core/sim/b.ts', "import { c } from './c.ts'")
    const closing = file('core/sim/c.ts', "export { a } from './a.ts'")
    const typeOnly = file('core/sim/c.ts', "import type { A } from './a.ts'")
    expect(checkHouse([closing, b, a])).toEqual([
      'cycle of imports: core/sim/a.ts → core/sim/b.ts → core/sim/c.ts → core/sim/a.ts',
    ])
    expect(checkHouse([typeOnly, b, a])).toEqual([])
  })
})
