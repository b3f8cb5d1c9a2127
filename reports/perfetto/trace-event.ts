/**
 * Events of the Trace Event Format, as far as scenes need them: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMHYTXQqXM0TEf1X8Xw
 * (Duration, Async, Instant, Counter, Flow and Metadata Events). Times are µs.
 */
interface Placed {
  readonly name: string
  /** One failure. */
  readonly pid: number
  /** One lane of it, from 1. */
  readonly tid: number
  readonly ts: number
  readonly args?: Readonly<Record<string, string | number>>
}

export type TraceEvent =
  | (Placed & { readonly ph: 'M' })
  | (Placed & { readonly ph: 'X'; readonly cat: string; readonly dur: number })
  | (Placed & { readonly ph: 'b' | 'e'; readonly cat: string; readonly id: string })
  /** `g`: seen across the whole trace; `t`: on its lane. */
  | (Placed & { readonly ph: 'i'; readonly cat: string; readonly s: 'g' | 't' })
  | (Placed & { readonly ph: 'C' })
  | (Placed & { readonly ph: 's' | 't' | 'f'; readonly cat: string; readonly id: string; readonly bp?: 'e' })

export interface TraceDocument {
  readonly traceEvents: readonly TraceEvent[]
  readonly displayTimeUnit: 'ms'
}
