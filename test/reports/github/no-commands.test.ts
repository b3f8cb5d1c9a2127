import { expect, it } from 'vitest'
import { withoutCommands } from '../../../reports/github/no-commands.ts'

/** As the runner looks at a line. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[')

it.each(['::error::x', '  ::error::x', '\t\u00a0\u3000::error::x', ':::error::x', 'a ##[error]x', '###[error]x', '##[a ##[b', 'ok\n::error::x\r\n ::x::'])('breaks %j, to the eye the same', (text) => {
  expect(text.split('\n').some(isCommand)).toBe(true)
  const said = withoutCommands(text)
  expect(said.split('\n').some(isCommand)).toBe(false)
  expect(said.replaceAll('\u200b', '')).toBe(text)
})

it.each(['a::b', 'std::vector', '## [x]', ': :', '', ' : x\n:', '# [##]'])('leaves %j', (text) => expect(withoutCommands(text)).toBe(text))
