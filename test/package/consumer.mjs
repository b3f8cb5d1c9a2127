/** The project of somebody who uses the package, as files. */

const CONSUMER = `import { defineApp, defineConfig, drill, fc, scenario } from 'seeddrill'
import type { DrillResult, Volume } from 'seeddrill'
import { suite, walDb } from 'seeddrill/apps'
import { policies } from 'seeddrill/policies'
import { lineReporter } from 'seeddrill/reporter'
import type { ReporterFactory } from 'seeddrill/reporter'
import { sqlite } from 'seeddrill/sqlite'
import { drillTest } from 'seeddrill/vitest'
import type { DrillTestOptions } from 'seeddrill/vitest'

class Cell {
  constructor(private volume: Volume) {}

  static async open(volume: Volume): Promise<Cell> {
    await volume.flush() // what will be read may be in the device's cache only
    return new Cell(volume)
  }

  async set(value: number): Promise<void> {
    await this.volume.write(0, new Uint8Array(512).fill(value))
    await this.volume.flush()
  }

  async get(): Promise<number> {
    return (await this.volume.read(0, 512))[0]!
  }
}

const cell = defineApp({ name: 'cell', volumes: { data: '4KiB' }, boot: ({ volumes }) => Cell.open(volumes.data) })

export default scenario({
  name: 'my/cell',
  machines: { box: cell },
  clients: 1,
  operation: fc.nat(255),
  operations: 8,
  policy: false,
  apply: ({ box }, value) => box.set(value),
  model: { initial: 0, step: (_: number, value: number) => value },
  observe: ({ box }) => box.get(),
})

export const others = { walDb, suite, policies, sqlite, config: defineConfig({ seeds: 2 }) }
export const tested = (options: DrillTestOptions): void => suite.forEach((each) => drillTest(each, options))
export const reporter: ReporterFactory = lineReporter
export const result = (): Promise<DrillResult> => drill(suite[0]!)

// @ts-expect-error there is no such volume: types are there, and are not \`any\`
defineApp({ name: 'x', volumes: { a: '4KiB' }, boot: ({ volumes }) => volumes.b })
`

const IMPORTS = `import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const { exports } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('seeddrill/package.json'), 'utf8'))
for (const name of Object.keys(exports)) {
  if (name === './package.json' || name === './vitest') continue
  const found = Object.keys(await import('seeddrill' + name.slice(1)))
  if (found.length === 0) throw new Error(name + ' exports nothing')
  console.log(name + ' exports ' + found.length)
}
`

const TEST = `import { drillTest } from 'seeddrill/vitest'
import cell from './cell.ts'

drillTest(cell, { states: 50 })
`

/** Drilled and tested: without the imports of packages that are optional. */
const CELL = CONSUMER.replace(/^import \{ (suite|sqlite|drillTest|lineReporter|policies).*\n|^import type \{ (DrillTest|Reporter).*\n/gm, '').replace(/\nexport const others[^]*/, '')

const compilerOptions = {
  target: 'es2022', lib: ['es2023'], strict: true, noEmit: true, types: [], allowImportingTsExtensions: true, exactOptionalPropertyTypes: true,
  skipLibCheck: true,
}

/** Ways in which TypeScript may look for the package. */
export const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

/** By name. */
export const FILES = {
  'package.json': '{ "private": true, "type": "module" }\n',
  'consumer.ts': CONSUMER,
  'cell.ts': CELL,
  'cell.test.ts': TEST,
  'imports.mjs': IMPORTS,
  ...Object.fromEntries(
    Object.entries(RESOLUTIONS).map(([name, options]) => [
      `tsconfig.${name}.json`,
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files: ['consumer.ts'] }),
    ]),
  ),
}
