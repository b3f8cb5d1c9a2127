/** Keeps settings in one JSON file, written in place. */
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'

const FILE = '/settings.json'

export class Settings {
  #values: Record<string, string>

  constructor() {
    try {
      this.#values = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'ENOENT') throw error
      this.#values = {}
    }
  }

  all = () => this.#values

  async set(key: string, value: string): Promise<void> {
    await Promise.resolve()
    this.#values = { ...this.#values, [key]: value }
    await writeFile(FILE, JSON.stringify(this.#values))
  }

  async replace(key: string, value: string): Promise<void> {
    this.#values = { ...this.#values, [key]: value }
    await writeFile(`${FILE}.new`, JSON.stringify(this.#values))
    await rename(`${FILE}.new`, FILE)
  }
}
