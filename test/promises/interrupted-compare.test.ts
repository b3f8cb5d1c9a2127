/** Ctrl-C during a comparison: what there is so far is shown and written. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { CompareReport } from '../../reports/index.ts'
import { SMALL_ESTATE } from '../runner/estates/small-estate.ts'
import { emptyFolder } from './command-line.ts'

const folder = emptyFolder()
afterAll(() => folder.remove())

it('shows n of N histories, writes the files, and ends with 130', async () => {
  folder.put('own.ts', SMALL_ESTATE)
  const argv = ['compare', 'own.ts', '--histories', '5000', '--kinds', 'region-loss', '--strategies', 'asr', '--workers', '1', '--json', 'out.json', '--evidence', 'out.md']
  const running = folder.begin(...argv)
  let [out, err] = ['', '']
  running.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const beating = new Promise<void>((resolve) => running.stderr!.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    resolve()
  }))
  // The first heartbeat tells that some histories have ended.
  await beating
  running.kill('SIGINT')
  const code = await new Promise((resolve) => running.on('close', resolve))
  expect(err).toMatch(/^\d+ of 5000 histories/)
  expect(code).toBe(130)
  const { histories, endedBy, typical } = JSON.parse(readFileSync(join(folder.path, 'out.json'), 'utf8')) as CompareReport
  expect(histories).toBeGreaterThan(0)
  expect([endedBy, typical]).toEqual(['SIGINT', null])
  expect(out).toContain(`${histories} of 5000 independent histories`)
  expect(out).toContain('ended early by SIGINT')
  expect(readFileSync(join(folder.path, 'out.md'), 'utf8')).toContain('ended early')
}, 120_000)
