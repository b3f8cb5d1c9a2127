/** A journal of texts with two copies of its header on one volume, as an application. */
import { defineApp } from '../../core/index.ts'
import { TwinHeaders } from './twin-headers.ts'
import type { TwinHeadersDefect } from './twin-headers.ts'

export { TEXT_BYTES, TwinHeaders } from './twin-headers.ts'
export type { TwinHeadersDefect } from './twin-headers.ts'

export function twinHeaders(defect: TwinHeadersDefect | null = null) {
  return defineApp({ name: 'twin-headers', volumes: { data: '64KiB' }, boot: (context) => TwinHeaders.open(context, defect) })
}
