/**
 * In threads that run users' code: what it prints goes to standard error, for standard output belongs to the report. The
 * methods of `console` write to the same stream.
 */
export function quietConsole(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr)
}
