/**
 * An operating system as far as a disk shows it: the few files without which it does not start, a log that it appends to
 * without ever asking for durability, and a table that it renews with care now and then. Not modelled: anything that it
 * does for the application.
 */
import type { BlockImage } from '../block/block-image.ts'
import type { FileSystem } from '../fs/file-calls.ts'
import { openImage } from '../fs/image-files.ts'
import { readText, syncDirectory, writeText } from '../fs/whole-files.ts'
import { messageOf } from '../sim/message-of.ts'
import type { AppClock } from './app.ts'

const KERNEL = '/boot/kernel'
const TABLE = '/etc/fstab'
const LOG = '/var/log/syslog'
const FIRST_BOOT = '/var/lib/app/first-boot'
const DIRECTORIES = ['/boot', '/etc', '/var', '/var/log', '/var/lib', '/var/lib/app'] as const
/** Where nothing else is said. */
export const LOG_EVERY_US = 2_000
const LINES_A_RENEWAL = 4

const encoder = new TextEncoder()
const kernelText = 'kernel '.repeat(1500)
const tableText = (renewal: number): string => `# renewal ${renewal}\n/dev/disk0 / ext4 defaults 0 1\n# end\n`

/** What has to be there, and whole, at every boot. */
const NEEDED: readonly (readonly [path: string, isWhole: (text: string) => boolean])[] = [
  [KERNEL, (text) => text === kernelText],
  [TABLE, (text) => /^# renewal \d+\n/.test(text) && text.endsWith('# end\n')],
]

/** The machine comes with its operating system installed. */
export function installSystem(image: BlockImage): void {
  const { files: { sync: files }, settle } = openImage(image)
  for (const directory of DIRECTORIES) files.makeDirectory(directory)
  for (const [path, text] of [[KERNEL, kernelText], [TABLE, tableText(0)], ['/etc/hostname', 'machine\n']] as const) {
    const descriptor = files.open(path, { access: 'write', create: true })
    files.write(descriptor, encoder.encode(text), 0)
    files.close(descriptor)
  }
  settle()
}

/** @throws Error when the operating system does not start */
export async function startSystem(files: FileSystem): Promise<void> {
  for (const [path, isWhole] of NEEDED) {
    const text = await readText(files, path).catch((error: unknown) => {
      throw new Error(`${path} cannot be read: ${messageOf(error)}`)
    })
    if (!isWhole(text)) throw new Error(`${path} is damaged`)
  }
  const known = await files.promises.readDirectory('/var/lib/app')
  if (known.length === 0) await writeText(files, FIRST_BOOT, 'done\n')
}

/** What it does for ever after. An error of its own disk is for its log, which is there no more. */
export async function runSystem(files: FileSystem, clock: AppClock, logEveryUs: number): Promise<void> {
  for (let line = 1; ; line++) {
    await clock.sleep(logEveryUs)
    try {
      await append(files, LOG, `${clock.now()} line ${line}\n`)
      if (line % LINES_A_RENEWAL === 0) await renewTable(files, line)
    } catch {
      // The next line may find room again.
    }
  }
}

async function renewTable(files: FileSystem, renewal: number): Promise<void> {
  await writeText(files, `${TABLE}.new`, tableText(renewal))
  await files.promises.rename(`${TABLE}.new`, TABLE)
  await syncDirectory(files, '/etc')
}

async function append({ promises }: FileSystem, path: string, text: string): Promise<void> {
  const descriptor = await promises.open(path, { access: 'write', create: true, append: true })
  await promises.write(descriptor, encoder.encode(text), null)
  await promises.close(descriptor)
}
