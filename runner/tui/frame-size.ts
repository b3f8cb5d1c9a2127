/** How large a frame may be, in cells. */
export interface FrameSize {
  readonly rows: number
  readonly columns: number
}
