/** What Ink draws, for as long as it is wanted. It can be put aside and taken up again, and says when it broke. Loaded only with a view. */
import { Component } from 'react'
import type { ReactNode } from 'react'
import { render } from 'ink'
import type { PutAside } from './put-aside.ts'

/** A person at the keys sees no more; of what nobody touches there are fewer snapshots than that. */
const FRAMES_A_SECOND = 15

/** Where frames go and keys come from; default: those of the process. */
export interface DrawStreams {
  readonly stdout?: NodeJS.WriteStream | undefined
  readonly stdin?: NodeJS.ReadStream | undefined
}

export interface Drawing extends PutAside {
  /** Rejects with what broke while it was drawn: there is nothing on the screen then. Never resolves. */
  readonly broke: Promise<never>
  /** As often as wanted. */
  close(): void
}

export function draw(tree: ReactNode, { stdout, stdin }: DrawStreams): Drawing {
  let fail: (error: unknown) => void = () => {}
  const broke = new Promise<never>((_, reject) => (fail = reject))
  // Who only draws need not ask.
  broke.catch(() => {})
  const begin = () =>
    render(<Fragile onBroken={fail}>{tree}</Fragile>, { exitOnCtrlC: false, patchConsole: false, maxFps: FRAMES_A_SECOND, ...(stdout && { stdout }), ...(stdin && { stdin }) })
  let instance: ReturnType<typeof render> | null = begin()
  let closed = false
  const putAside = (): void => {
    instance?.unmount()
    instance = null
  }
  return {
    broke,
    putAside,
    takeUp() {
      // Ink does not draw again what it believes to be there: a new one knows of nothing.
      if (!closed) instance ??= begin()
    },
    close() {
      closed = true
      putAside()
    },
  }
}

interface FragileProps {
  readonly onBroken: (error: unknown) => void
  readonly children: ReactNode
}

/** Ink would draw what broke, and say nothing to anybody where that breaks too. */
class Fragile extends Component<FragileProps, { readonly broken: boolean }> {
  override readonly state = { broken: false }

  static getDerivedStateFromError = () => ({ broken: true })

  override componentDidCatch(error: unknown): void {
    this.props.onBroken(error)
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children
  }
}
