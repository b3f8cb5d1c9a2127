/** In threads that run users' code: what it prints goes to standard error, for standard output belongs to the report. */
export function quietConsole(): void {
  for (const method of ['log', 'info', 'debug', 'dir', 'table'] as const) console[method] = console.error.bind(console)
}
