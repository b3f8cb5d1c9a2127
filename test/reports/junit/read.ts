/** Reads JUnit XML with another library than the one that writes it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export interface Outcome {
  readonly message: string
  readonly type: string
  readonly '#text'?: string
}

export interface ReadCase {
  readonly name: string
  readonly classname: string
  readonly time: string
  readonly failure?: readonly Outcome[]
  readonly error?: readonly Outcome[]
  readonly skipped?: readonly Outcome[]
  readonly 'system-out'?: readonly string[]
}

type Counted = Readonly<Record<'name' | 'tests' | 'failures' | 'errors' | 'time', string>>

export interface ReadSuite extends Counted {
  readonly skipped: string
  readonly file?: string
  readonly properties: readonly [{ readonly property: readonly { readonly name: string; readonly value: string }[] }]
  readonly testcase: readonly ReadCase[]
}

export interface ReadSuites extends Counted {
  readonly testsuite: readonly ReadSuite[]
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  alwaysCreateTextNode: false,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
})

/** @throws Error when it is not well formed */
export function readJunit(xml: string): ReadSuites {
  const valid = XMLValidator.validate(xml)
  if (valid !== true) throw new Error(JSON.stringify(valid.err))
  const { testsuites } = parser.parse(xml) as { readonly testsuites: readonly ReadSuites[] }
  return testsuites[0]!
}

export const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

/** What `xmllint` has against it; empty when it is valid. */
export function schemaProblems(xml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seeddrill-junit-'))
  const file = join(folder, 'junit.xml')
  try {
    writeFileSync(file, xml)
    const schema = fileURLToPath(new URL('jenkins.xsd', import.meta.url))
    const { status, stderr } = spawnSync('xmllint', ['--huge', '--noout', '--schema', schema, file], { encoding: 'utf8' })
    return status === 0 ? '' : stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}
