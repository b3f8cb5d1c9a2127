/** What docs/explore.md has from elsewhere: the screens, and the keys of their table. */
import { KEYS } from '../../../runner/explore/keys.ts'
import type { KeyBinding, KeyGroup } from '../../../runner/explore/keys.ts'
import { GROUP_TITLES } from '../../../runner/explore/views/help.ts'
import { shownKey } from '../../../runner/tui/key-table.ts'

const SCREEN = /^(<!-- screen (\S+) -->\n```text\n)[^]*?(?=^```$)/gm
const TABLE = /^(<!-- keys -->\n)[^]*?(?=^<!-- end of keys -->$)/m

/** The page with every screen and the keys as they are now. */
export function pageWith(page: string, screens: ReadonlyMap<string, string>): string {
  const shown = (name: string): string => {
    const screen = screens.get(name)
    if (screen === undefined) throw new Error(`docs/explore.md shows ${name}, and no walk keeps such a screen`)
    return screen
  }
  return page
    .replace(SCREEN, (_, head: string, name: string) => `${head}${shown(name)}`)
    .replace(TABLE, (_, head: string) => `${head}\n${keyTables()}\n`)
}

export const namesOfScreens = (page: string): readonly string[] => [...page.matchAll(SCREEN)].map(([, , name]) => name!)

/** One table for each group. */
export function keyTables(): string {
  return (Object.entries(GROUP_TITLES) as [KeyGroup, string][]).map(([group, title]) =>
    [`| ${title} | what it does | in a shell |`, '|---|---|---|', ...KEYS.filter((binding) => binding.group === group).map(keyRow), ''].join('\n')).join('\n')
}

const keyRow = ({ keys, words, cli }: KeyBinding): string => `| ${keys.map((key) => `\`${shownKey(key)}\``).join(' ')} | ${words} | ${cli === null ? '' : `\`${cli}\``} |`
