/** A report in a file is there as a whole or not at all. */
import { accessSync, closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from './usage-error.ts'

export interface ReportFile {
  /** Keeps the text until {@link ReportFile.save}. */
  write(text: string): void
  /** Writes a file beside the target, brings it to the medium, and puts it in the target's place. */
  save(): void
}

/** @throws UsageError when the file could not be written: before anything has run */
export function openReportFile(path: string, cwd: string): ReportFile {
  const target = resolve(cwd, path)
  const folder = dirname(target)
  checkFolder(folder, path)
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${path}: is a folder, not a file`)
  const parts: string[] = []
  return {
    write: (text) => void parts.push(text),
    save: () => replaceFile(target, parts.join('')),
  }
}

function checkFolder(folder: string, path: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${path}: the folder ${dirname(path)} does not exist; make it first`)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new UsageError(`${path}: the folder ${dirname(path)} cannot be written to`)
  }
}

/** Writes a file beside the target, brings it to the medium, and puts it in the target's place. */
export function replaceFile(target: string, text: string): void {
  writeBeside(target, text, renameSync)
}

/** Writes a file beside the target and brings it to the medium; the copy is gone after `place`, whatever came of it. */
export function writeBeside(target: string, text: string, place: (temporary: string, target: string) => void): void {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    const file = openSync(temporary, 'w')
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    place(temporary, target)
  } finally {
    rmSync(temporary, { force: true })
  }
}
