/**
 * Hosts programs that were written for Node and know nothing of a simulation: bundled, and evaluated in a fresh realm
 * for each simulated process, with `fs`, time, timers, randomness and `process` from the simulated world. What would
 * reach the real one fails, naming the module and the file that imports it.
 *
 * Not modelled: networks, other processes, threads and native addons; standard input; a locale other than that of the
 * host in `Intl`; a stop in the middle of a synchronous computation. Changes that a program makes to the prototypes of
 * the host's own classes (`Buffer`, `EventEmitter`, streams) outlive its realm.
 */
export { bundle, mapHostedStack } from './bundle.ts'
export type { Bundle, Entry } from './bundle.ts'
export { hostedApp } from './hosted-app.ts'
export type { HostedApp, HostedAppOptions, HostedContext } from './hosted-app.ts'
export { HostingError } from './hosting-error.ts'
export { openRealm } from './realm.ts'
export type { RealmOptions } from './realm.ts'
export { ProgramExit } from './virtual-process.ts'
export { worldOf } from './world.ts'
export type { HostedWorld, WorldReports } from './world.ts'
