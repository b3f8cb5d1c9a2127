/** What becomes of the reports of an application that runs on several machines. */
import { expect, it } from 'vitest'
import { PropertyBook } from '../../../core/drill/property-book.ts'
import { PropertyReports } from '../../../core/drill/property-reports.ts'
import type { Properties, PropertyKind } from '../../../core/index.ts'
import type { AnyApp } from '../../../core/drill/scenario.ts'
import { notebook, notebookScenario } from './toys.ts'

const properties: Properties = { 'pages are whole': 'always', 'the log wraps': 'sometimes' }
const app = { ...notebook({}), name: 'store', properties } as unknown as AnyApp
const scenario = { ...notebookScenario(), machines: { one: app, two: app } }

function reportsOf(book: PropertyBook) {
  const reports = new PropertyReports(book)
  const take = (machine: string, name: string, kind: PropertyKind, holds: boolean, seq = 0): void =>
    reports.take({ scenario: 'stores', machine, app, atUs: 0, seq }, { name, kind, holds, details: undefined })
  return { reports, take }
}

it('a property breaks on each machine for itself, and there once', () => {
  const { reports, take } = reportsOf(new PropertyBook(scenario))
  take('one', 'pages are whole', 'always', true, 1)
  take('one', 'pages are whole', 'always', false, 2)
  take('two', 'pages are whole', 'always', false, 3)
  take('one', 'pages are whole', 'always', false, 4)
  expect(reports.broken.map(({ machine, seq }) => [machine, seq])).toEqual([['one', 2], ['two', 3]])
})

it('what need only hold sometimes is counted and breaks nothing', () => {
  const book = new PropertyBook(scenario)
  const { reports, take } = reportsOf(book)
  take('one', 'the log wraps', 'sometimes', false)
  take('two', 'the log wraps', 'sometimes', true)
  expect(reports.broken).toEqual([])
  expect(book.rows()).toContainEqual({ app: 'store', name: 'the log wraps', kind: 'sometimes', passed: 1, failed: 1 })
})

it('books of one scenario add up, what held and what did not', () => {
  const [book, other] = [new PropertyBook(scenario), new PropertyBook(scenario)]
  reportsOf(book).take('one', 'pages are whole', 'always', true)
  for (const holds of [true, false, false]) reportsOf(other).take('two', 'pages are whole', 'always', holds)
  book.add(other)
  expect(book.rows()).toEqual([
    { app: 'store', name: 'pages are whole', kind: 'always', passed: 2, failed: 2 },
    { app: 'store', name: 'the log wraps', kind: 'sometimes', passed: 0, failed: 0 },
  ])
})
