/**
 * Each register has two slots, written in turn: first the body, then, when that is durable, the header with the next
 * sequence number. The newest header says which body counts, so a body that is cut off while it is written is never
 * looked at. Every write is durable by itself (FUA).
 *
 * It survives any power cut on a device that keeps sectors whole and its word. It has no checksums: whatever the
 * device makes of an acknowledged body is taken for the value.
 */
import { BLOCK_BYTES, SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { Volume } from '../../core/block/volume.ts'
import { Rejected } from '../../core/machine/app.ts'
import type { AppContext } from '../../core/machine/app.ts'
import type { Mutex } from '../../core/sim/signal.ts'

/** The longest value, in bytes of UTF-8. */
export const VALUE_BYTES = 3 * SECTOR_BYTES

const SLOT_BYTES = SECTOR_BYTES + VALUE_BYTES
/** Header, one sector: magic u32, sequence u48, length of the value u16. */
const MAGIC = 0x5453_4752
const SEQUENCE_AT = 4
const LENGTH_AT = 10

interface Register {
  readonly mutex: Mutex
  /** Of the last write; 0: never written. Its parity is the slot. */
  sequence: number
  lengthBytes: number
}

/** The size of a volume for so many registers. */
export function volumeBytes(registers: number): number {
  return Math.ceil((registers * 2 * SLOT_BYTES) / BLOCK_BYTES) * BLOCK_BYTES
}

function slotOffset(register: number, sequence: number): number {
  return (register * 2 + (sequence % 2)) * SLOT_BYTES
}

/** An open register file. */
export class RegisterFile {
  readonly #volume: Volume
  readonly #registers: readonly Register[]
  #stopped: string | null = null

  private constructor(volume: Volume, registers: readonly Register[]) {
    this.#volume = volume
    this.#registers = registers
  }

  /** Opens the registers, on a volume that was never used as on any other. */
  static async open({ volumes, mutex }: AppContext<'data'>, registers: number): Promise<RegisterFile> {
    const opened: Register[] = []
    for (let index = 0; index < registers; index++) {
      const register: Register = { mutex: mutex(), sequence: 0, lengthBytes: 0 }
      for (const slot of [0, 1]) {
        const bytes = await volumes.data.read(slotOffset(index, slot), SECTOR_BYTES)
        const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        if (header.readUInt32LE(0) !== MAGIC || header.readUIntLE(SEQUENCE_AT, 6) < register.sequence) continue
        register.sequence = header.readUIntLE(SEQUENCE_AT, 6)
        register.lengthBytes = header.readUInt16LE(LENGTH_AT)
      }
      opened.push(register)
    }
    // A write that was under way when the process died may be in the device's cache only, and has just been read.
    await volumes.data.flush({ label: 'open' })
    return new RegisterFile(volumes.data, opened)
  }

  /**
   * Sets a register. Resolves when the value is durable. Throws a RangeError on a register or value that there is no
   * room for, `Rejected` if it was certainly not set, and any other error if nobody knows.
   */
  async set(register: number, value: string): Promise<void> {
    const target = this.#registers[register]
    if (!target) throw new RangeError(`RegisterFile.set: register must be below ${this.#registers.length}, got ${register}`)
    const body = Buffer.alloc(VALUE_BYTES)
    const lengthBytes = Buffer.byteLength(value)
    if (lengthBytes > VALUE_BYTES)
      throw new RangeError(`RegisterFile.set: a value holds at most ${VALUE_BYTES} bytes, got ${lengthBytes}`)
    body.write(value)
    await target.mutex.run(() => this.#write(register, target, body, lengthBytes))
  }

  /** Every register that was ever set. */
  async readAll(): Promise<Record<string, string>> {
    const values: Record<string, string> = {}
    for (const [index, register] of this.#registers.entries()) {
      if (register.sequence === 0) continue
      await register.mutex.run(async () => {
        const bytes = await this.#volume.read(slotOffset(index, register.sequence) + SECTOR_BYTES, VALUE_BYTES)
        values[index] = Buffer.from(bytes.buffer, bytes.byteOffset, register.lengthBytes).toString()
      })
    }
    return values
  }

  /** Lets writes that run finish; those that come later are rejected. */
  async close(): Promise<void> {
    this.#stopped ??= 'it is closed'
    for (const { mutex } of this.#registers) await mutex.run(() => Promise.resolve())
  }

  async #write(index: number, register: Register, body: Buffer, lengthBytes: number): Promise<void> {
    if (this.#stopped !== null) throw new Rejected(`register-file has stopped: ${this.#stopped}`)
    const sequence = register.sequence + 1
    const at = slotOffset(index, sequence)
    const header = Buffer.alloc(SECTOR_BYTES)
    header.writeUInt32LE(MAGIC, 0)
    header.writeUIntLE(sequence, SEQUENCE_AT, 6)
    header.writeUInt16LE(lengthBytes, LENGTH_AT)
    try {
      await this.#volume.write(at + SECTOR_BYTES, body, { fua: true, label: 'body' })
      await this.#volume.write(at, header, { fua: true, label: 'header' })
    } catch (error) {
      // Which header is the newest is not known any more, so no slot may be overwritten.
      this.#stopped ??= (error as Error).message
      throw error
    }
    register.sequence = sequence
    register.lengthBytes = lengthBytes
  }
}
