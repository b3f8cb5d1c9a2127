/** `seeddrill completion`: a script for a shell, and the hidden command that the script asks. */
import type { Command, Option } from 'commander'
import { openCatalog } from '../catalog.ts'
import { allIds } from '../corpus/find-entry.ts'
import { projectRoot } from '../corpus/project-root.ts'
import type { Host } from '../host.ts'
import { REPORTERS } from '../reporters.ts'
import { projectFiles } from '../run-request.ts'

/** Hidden: `seeddrill __complete <words…>` prints what the last word may become, one a line. */
export const COMPLETE = '__complete'

/**
 * Each hands over the words up to the cursor, the last of them perhaps empty, and offers files where it gets nothing. Flags
 * that take a file after `=` are whole words to the program, so a shell must not take them apart.
 */
export const SHELLS = {
  bash: `# seeddrill completion for bash; in ~/.bashrc: eval "$(seeddrill completion bash)"
_seeddrill() {
  local words cword cur
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n := words cword
  else
    words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD
  fi
  cur="\${words[cword]}"
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(seeddrill ${COMPLETE} -- "\${words[@]:1:cword}" 2>/dev/null)" -- "$cur"))
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}
complete -o default -o bashdefault -F _seeddrill seeddrill
`,
  zsh: `#compdef seeddrill
# seeddrill completion for zsh; in ~/.zshrc: eval "$(seeddrill completion zsh)"
_seeddrill() {
  local -a found
  found=("\${(@f)$(seeddrill ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -Q -a found
  _files
}
compdef _seeddrill seeddrill
`,
  fish: `# seeddrill completion for fish; in ~/.config/fish/config.fish: seeddrill completion fish | source
function __seeddrill_complete
  set -l words (commandline -opc) (commandline -ct)
  seeddrill ${COMPLETE} -- $words[2..-1] 2>/dev/null
end
complete -c seeddrill -a '(__seeddrill_complete)'
`,
} as const

export type Shell = keyof typeof SHELLS

/** Of flags whose values have no choices of their own. */
const VALUES: Readonly<Record<string, readonly string[]>> = { '--reporter': Object.keys(REPORTERS) }

/** What may stand where an argument stands, by the command. */
const ARGUMENTS: Readonly<Record<string, (unfinished: string, host: Host) => Promise<readonly string[]>>> = {
  run: scenarioNames,
  list: scenarioNames,
  replay: (_, host) => Promise.resolve(allIds(projectRoot(host.cwd))),
  explore: async (unfinished, host) => [...allIds(projectRoot(host.cwd)), ...(await scenarioNames(unfinished, host))],
  zoo: async (_, { cwd }) => (await namesOf([], cwd, 'zoo/')).filter((name) => name.startsWith('zoo/')).map((name) => name.slice('zoo/'.length)),
}

/**
 * What the last of the words may become; of words that may be it, all.
 * @param words after `seeddrill`, the last of them unfinished
 */
export async function completions(program: Command, words: readonly string[], host: Host): Promise<readonly string[]> {
  const unfinished = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const candidates = await candidatesFor(program, before, unfinished, host)
  return [...new Set(candidates)].filter((each) => each.startsWith(unfinished))
}

async function candidatesFor(program: Command, before: readonly string[], unfinished: string, host: Host): Promise<readonly string[]> {
  let command = program
  for (const word of before) command = visible(command).find((each) => each.name() === word) ?? command
  const commands = visible(command).map((each) => each.name())
  const flags = command.options.filter(({ hidden }) => !hidden)
  const asked = flags.find((flag) => takesValue(flag) && [flag.long, flag.short].includes(before.at(-1)))
  if (asked) return asked.argChoices ?? VALUES[asked.long ?? ''] ?? []
  if (unfinished.startsWith('-')) return flags.flatMap(({ long }) => long ?? [])
  if (commands.length > 0) return commands
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  return [...choices, ...((await ARGUMENTS[command.name()]?.(unfinished, host)) ?? [])]
}

const visible = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command)

const takesValue = ({ required, optional }: Option): boolean => required || optional

async function scenarioNames(unfinished: string, host: Host): Promise<readonly string[]> {
  try {
    return await namesOf(await projectFiles(host), host.cwd, unfinished)
  } catch {
    // A scenario that does not load is told when it is run; here nobody would see why nothing is offered.
    return namesOf([], host.cwd, unfinished)
  }
}

/** Only sets that the beginning of the name asks for are loaded: nobody waits long for a key. */
async function namesOf(files: readonly string[], cwd: string, unfinished: string): Promise<readonly string[]> {
  const { entries, close } = await openCatalog(files, cwd, [unfinished])
  close()
  return entries.map(({ ref }) => ref.name)
}
