/** The files that `seeddrill init` writes. */
import { CONFIG_FILES } from '../corpus/project-root.ts'

export interface Template {
  /** From the folder of the project, with slashes. */
  readonly path: string
  /** The project has its own, of whatever name. */
  readonly instead?: readonly string[]
  readonly text: string
  /** What a person has to do so that it counts. Default: nothing. */
  readonly then?: string
}

export interface Surroundings {
  readonly version: string
  /** `npm ci` can be used. */
  readonly isLocked: boolean
  readonly hasGitlab: boolean
}

const CONFIG = `import { defineConfig } from 'seeddrill'

export default defineConfig({
  scenarios: ['drills/**/*.drill.ts'],
  seeds: 3, // of each scenario; more find more: --seeds 50, or SEEDDRILL_SEEDS=50 in CI
})
`

export const FIRST_SCENARIO = `import { defineApp, fc, scenario } from 'seeddrill'

/** A till keeps its total in the first sector of a disk. */
const till = defineApp({
  name: 'till',
  volumes: { disk: '64KiB' },
  async boot({ volumes: { disk }, mutex }) {
    await disk.flush() // what is read next may be in the cache of the device only
    let total = new DataView((await disk.read(0, 512)).slice().buffer).getUint32(0)
    const add = async (amount: number) => {
      const sector = new Uint8Array(512)
      new DataView(sector.buffer).setUint32(0, total + amount)
      await disk.write(0, sector)
      await disk.flush() // remove this line, and the drill finds a sale that is lost
      total += amount
    }
    const lock = mutex() // one sale after the other
    return { add: (amount: number) => lock.run(() => add(amount)), total: () => total }
  },
})

export default scenario({
  name: 'till/sales',
  machines: { shop: till }, // replicated to another region, and failed over
  operation: fc.integer({ min: 1, max: 99 }), // what a client asks for
  apply: ({ shop }, amount) => shop.add(amount), // resolving is the acknowledgement
  model: { initial: 0, step: (total, amount) => total + amount }, // what must be there
  observe: ({ shop }) => shop.total(), // what is there after a recovery
})
`

const run = (...reporters: readonly string[]): string => ['npx seeddrill run', ...reporters.map((each) => `--reporter ${each}`)].join(' ')

const install = ({ version, isLocked }: Surroundings): string => (isLocked ? 'npm ci' : `npm install --no-save seeddrill@${version}`)

const github = (surroundings: Surroundings): string => `name: seeddrill
on: [push, pull_request]
jobs:
  drills:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: ${install(surroundings)}
      - run: ${run('line', 'github', 'json=seeddrill.json')}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: seeddrill
          include-hidden-files: true
          path: |
            seeddrill.json
            .seeddrill/corpus
`

const gitlab = (surroundings: Surroundings): string => `seeddrill:
  image: node:22
  script:
    - ${install(surroundings)}
    - ${run('line', 'json=seeddrill.json', 'junit=seeddrill.xml')}
  artifacts:
    when: always
    reports:
      junit: seeddrill.xml
    paths:
      - seeddrill.json
      - .seeddrill/corpus
`

/** In the order in which they are written. */
export function templatesFor(surroundings: Surroundings): readonly Template[] {
  const beside = { path: '.gitlab/seeddrill.yml', then: "add to .gitlab-ci.yml: include: [{ local: '.gitlab/seeddrill.yml' }]" }
  return [
    { path: CONFIG_FILES[0], instead: CONFIG_FILES, text: CONFIG },
    { path: 'drills/till.drill.ts', text: FIRST_SCENARIO },
    { path: '.github/workflows/seeddrill.yml', text: github(surroundings) },
    { ...(surroundings.hasGitlab ? beside : { path: '.gitlab-ci.yml' }), text: gitlab(surroundings) },
  ]
}
