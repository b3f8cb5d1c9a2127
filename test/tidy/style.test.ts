import { describe, expect, it } from 'vitest'
import { readRepositoryFile, repositoryFiles, repositoryPaths } from './repository.ts'
import { checkFaces, checkLock, checkManifest, checkText } from './style.ts'

const manifest = JSON.parse(readRepositoryFile('package.json'))
const lock = JSON.parse(readRepositoryFile('package-lock.json'))

describe('the repository', () => {
  it('has a face on every floor of core that says what the room is for', () => {
    expect(checkFaces(repositoryFiles())).toEqual([])
  })

  it('names no machine, no registry and no work left undone', () => {
    expect(repositoryFiles().flatMap(checkText)).toEqual([])
  })

  it('has a lock file that serves behind any registry and on any platform', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(1)
    expect(checkLock(lock)).toEqual([])
  })

  it('pins its dependencies and exports only what exists', () => {
    expect(checkManifest(manifest, repositoryPaths())).toEqual([])
  })
})

describe('checkText', () => {
  const slash = '/'

  it.each([
    ['a machine path', `see ${slash}work${slash}main`],
    ['a temporary path in quotes', `read('${slash}tmp${slash}x')`],
    ['a home', `${slash}root${slash}.cache`],
    ['a registry', ['https://registry', 'npmjs.org/x'].join('.')],
    ['an open end', `// ${'TO'}${'DO'}: later`],
  ])('reports %s', (_, line) => {
    expect(checkText({ path: 'a.ts', source: `fine\n${line}` })).toEqual([expect.stringMatching(/^a\.ts:2: /)])
  })

  it('accepts relative paths and words that only look alike', () => {
    const alike = [['.', 'work', 'a'], ['test', 'tmp', 'b'], ['${folder}', 'tmp', 'x'], ['network', 'root'], ['mastodon']]
    const source = alike.map((parts) => parts.join(slash)).join('\n')
    expect(checkText({ path: 'a.ts', source })).toEqual([])
  })
})

describe('checkFaces', () => {
  const face = (comment: string) => ({ path: 'core/sim/index.ts', source: `/**\n * ${comment}\n */\nexport {}\n` })
  const long = 'What the room is for. '.repeat(12)

  it('accepts a head comment that says what the room does not model', () => {
    expect(checkFaces([face(`${long} It does not model heat.`)])).toEqual([])
    expect(checkFaces([face(`${long} Not modelled: heat.`)])).toEqual([])
  })

  it('finds the phrase across a line break', () => {
    expect(checkFaces([face(`${long} It does not\n * model heat.`)])).toEqual([])
  })

  it.each([
    ['a short one', face('It does not model heat.'), 'characters'],
    ['one that tells no limits', face(long), 'does not model'],
    ['none at all', { path: 'core/sim/index.ts', source: `export {}\n/* ${long} does not model heat */` }, 'characters'],
    ['a folder without a face', { path: 'core/sim/kernel.ts', source: '' }, 'no index.ts'],
  ])('reports %s', (_, file, message) => {
    expect(checkFaces([file])).toEqual([expect.stringContaining(message)])
  })
})

describe('checkLock', () => {
  const integrity = 'sha512-x'

  it('reports a host, a missing digest and a missing platform package', () => {
    const packages = {
      '': {},
      'node_modules/a': { resolved: 'https://example.org/a.tgz', integrity },
      'node_modules/b': {},
      'node_modules/c': { integrity, optionalDependencies: { 'c-linux': '1.0.0', a: '1.0.0' } },
    }
    expect(checkLock({ packages })).toEqual([
      'node_modules/a: is resolved to https://example.org/a.tgz',
      'node_modules/b: has no integrity',
      'node_modules/c: its optional dependency c-linux is missing',
    ])
  })
})

describe('checkManifest', () => {
  it('reports loose versions, exports without source or default or left out, and missing commands', () => {
    const bad = {
      bin: { drill: 'runner/bin.js' },
      exports: { '.': { default: './dist/core/index.js', types: './dist/core/index.d.ts' }, './x': './dist/x.js' },
      dependencies: { a: '^1.0.0', b: '1.0.0' },
      devDependencies: { c: 'latest' },
    }
    expect(checkManifest(bad, ['core/index.ts', 'reports/index.ts'])).toEqual([
      'dependency a is not pinned: ^1.0.0',
      'dependency c is not pinned: latest',
      'export ./x leads to ./dist/x.js, which has no source',
      'export . does not end in a default condition',
      'reports/index.ts is not exported as ./reporter',
      'command runner/bin.js does not exist',
    ])
  })
})
