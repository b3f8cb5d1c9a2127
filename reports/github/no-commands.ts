/** Text that the runner of GitHub Actions takes for text. */

/** Nothing is seen of it, and neither .NET nor JavaScript takes it for a blank. */
const ZERO_WIDTH_SPACE = '\u200b'

/**
 * What a user's program stored or said may look like a workflow command: `::add-mask::x` would hide every x of the log, and
 * `##[error]` draws an annotation. The runner trims a line before it looks for the former, and takes the latter anywhere in
 * one (`ActionCommand.TryParseV2` and `TryParse` in actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, `$1:${ZERO_WIDTH_SPACE}`).replaceAll('##[', `##${ZERO_WIDTH_SPACE}[`)
}
