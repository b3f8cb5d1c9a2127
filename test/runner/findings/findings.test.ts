/** docs/findings.md is of these scenarios and these versions, and a token of it replays. Cheap: it drills nothing. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hostedDrills } from '../../../scenarios/hosted-scenarios.ts'
import { emptyFolder } from '../../promises/command-line.ts'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const findings = read('docs/findings.md')
const drills = hostedDrills()

it('lists every drill of the hosted packages, each with the version that is installed', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { readonly devDependencies: Readonly<Record<string, string>> }
  for (const { scenario, contract, expected } of drills) {
    const row = findings.split('\n').find((line) => line.startsWith(`| \`${scenario.name}\` |`))
    expect(row, scenario.name).toBeDefined()
    if (contract) expect(row).toContain(`${contract.package} ${devDependencies[contract.package]!}`)
    expect(findings.includes(`\n## ${scenario.name}\n`), scenario.name).toBe(expected !== null)
  }
})

it('asks for the installed versions where the package is used as well', () => {
  const { devDependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, Readonly<Record<string, string>>>
  for (const { contract } of drills) if (contract) expect(peerDependencies![contract.package]).toBe(devDependencies![contract.package])
})

it('has tokens that replay', () => {
  const [, token] = /## hosted\/config-store\/in-place\n[^]*?npx seeddrill replay (\S+)/.exec(findings)!
  const folder = emptyFolder()
  try {
    const { code, out } = folder.seeddrill('replay', token!)
    expect(out).toContain('refuses-to-open')
    expect(code).toBe(1)
  } finally {
    folder.remove()
  }
})
