/**
 * The `fs` module of Node over a simulated file system: synchronous calls, callbacks, promises, handles and streams,
 * with Node's errors.
 *
 * Not modelled: watching, `cp`, `glob`, `openAsBlob`, web streams; permissions (everyone is the superuser); access
 * times; descriptors of anything but files of this one file system.
 */
export { createNodeFs } from './node-fs.ts'
export type { NodeFs } from './node-fs.ts'
export { DEFAULT_EPOCH_MS } from './settings.ts'
export type { NodeFsSettings } from './settings.ts'
