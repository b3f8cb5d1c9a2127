import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openReportFile } from '../../runner/report-file.ts'

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeddrill-report-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('touches nothing until it is saved, and then leaves just the file', () => {
  const target = join(folder, 'out.json')
  writeFileSync(target, 'old')
  const file = openReportFile('out.json', folder)
  file.write('new ')
  file.write('text')
  expect(readFileSync(target, 'utf8')).toBe('old')
  file.save()
  expect(readFileSync(target, 'utf8')).toBe('new text')
  expect(readdirSync(folder)).toEqual(['out.json'])
})

it('refuses a folder that does not exist, or a folder as the file, before anything runs', () => {
  expect(() => openReportFile('no/out.json', folder)).toThrow('no/out.json: the folder no does not exist')
  mkdirSync(join(folder, 'sub'))
  expect(() => openReportFile('sub', folder)).toThrow('sub: is a folder')
})

it('leaves nothing half-written when the target cannot be replaced', () => {
  const file = openReportFile('out.json', folder)
  file.write('text')
  mkdirSync(join(folder, 'out.json/full'), { recursive: true })
  expect(() => file.save()).toThrow()
  expect(readdirSync(folder)).toEqual(['out.json'])
  expect(existsSync(join(folder, 'out.json/full'))).toBe(true)
})
