/* eslint-disable @typescript-eslint/no-explicit-any -- results are whatever the fs under test answers */
/** Sequences of file calls, each written once and run in any form on any `fs`. */

/** Calls by name, in whatever form. */
export type Calls = (name: string, ...parameters: unknown[]) => Promise<any>
/** Makes a path inside the case's own folder. */
export type At = (name: string) => string

export type Case = (call: Calls, at: At) => Promise<unknown>

const seeded = (work: Case): Case => async (call, at) => {
  await call('writeFile', at('file'), 'content')
  await call('mkdir', at('folder'))
  await call('writeFile', at('folder/inner'), 'inside')
  await call('symlink', 'file', at('link'))
  await call('symlink', 'nowhere', at('dangling'))
  await call('symlink', 'loop', at('loop'))
  return work(call, at)
}

const one = (name: string, ...parameters: unknown[]): Case =>
  seeded((call, at) => call(name, ...parameters.map((parameter) =>
    typeof parameter === 'string' && parameter.startsWith('@') ? at(parameter.slice(1)) : parameter)))

const shape = (stats: any): unknown => ({
  mode: Number(stats.mode).toString(8),
  size: stats.isDirectory() ? 'any' : String(stats.size),
  file: stats.isFile(),
  folder: stats.isDirectory(),
  link: stats.isSymbolicLink(),
  modified: stats.mtime instanceof Date,
})

export const cases: Readonly<Record<string, Case>> = {
  'read a file': one('readFile', '@file'),
  'read text': one('readFile', '@file', 'utf8'),
  'read base64': one('readFile', '@file', { encoding: 'base64' }),
  'read through a link': one('readFile', '@link', 'utf8'),
  'read what is missing': one('readFile', '@missing'),
  'read below what is missing': one('readFile', '@missing/x'),
  'read below a file': one('readFile', '@file/x'),
  'read a folder': one('readFile', '@folder'),
  'read a dangling link': one('readFile', '@dangling'),
  'read a loop': one('readFile', '@loop'),
  'read with a long name': one('readFile', `@${'n'.repeat(256)}`),
  'read with no path': one('readFile', undefined),
  'read with an object': one('readFile', {}),
  'read with a null byte': one('readFile', 'a\0b'),
  'read in no encoding': one('readFile', '@file', 'klingon'),
  'read with no such flag': one('readFile', '@file', { flag: 'z' }),
  'read an empty file': seeded(async (call, at) => {
    await call('writeFile', at('empty'), '')
    return call('readFile', at('empty'), 'utf8')
  }),
  'read a path of bytes': seeded((call, at) => call('readFile', Buffer.from(at('file')), 'utf8')),
  'read a URL': seeded((call, at) => call('readFile', new URL(`file://${at('file')}`), 'utf8')),
  'write over': seeded(async (call, at) => {
    await call('writeFile', at('file'), 'new')
    return call('readFile', at('file'), 'utf8')
  }),
  'write exclusively': one('writeFile', '@file', 'x', { flag: 'wx' }),
  'write into nothing': one('writeFile', '@missing/x', 'x'),
  'write a folder': one('writeFile', '@folder', 'x'),
  'write a number': one('writeFile', '@file', 5),
  'write with a mode': seeded(async (call, at) => {
    await call('writeFile', at('new'), 'x', { mode: 0o640 })
    return shape(await call('stat', at('new')))
  }),
  'write bytes and flush': seeded(async (call, at) => {
    await call('writeFile', at('new'), new Uint8Array([1, 2, 255]), { flush: true })
    return call('readFile', at('new'))
  }),
  'append': seeded(async (call, at) => {
    await call('appendFile', at('file'), ' and more')
    await call('appendFile', at('fresh'), 'first')
    return [await call('readFile', at('file'), 'utf8'), await call('readFile', at('fresh'), 'utf8')]
  }),
  'stat a file': seeded(async (call, at) => shape(await call('stat', at('file')))),
  'stat a folder': seeded(async (call, at) => shape(await call('stat', at('folder')))),
  'stat a link': seeded(async (call, at) => [shape(await call('stat', at('link'))), (await call('lstat', at('link'))).isSymbolicLink()]),
  'stat in big integers': seeded(async (call, at) => {
    const stats = await call('stat', at('file'), { bigint: true })
    return [shape(stats), typeof stats.mtimeNs, typeof stats.ino, typeof stats.birthtimeMs]
  }),
  'stat what is missing': one('stat', '@missing'),
  'lstat what is missing': one('lstat', '@missing'),
  'stat a file as a folder': one('stat', '@file/'),
  'access a file': one('access', '@file'),
  'access what is missing': one('access', '@missing', 4),
  'rename': seeded(async (call, at) => {
    await call('rename', at('file'), at('other'))
    return [await call('readFile', at('other'), 'utf8'), (await call('readdir', at('.'))).sort()]
  }),
  'rename over': seeded(async (call, at) => {
    await call('rename', at('folder/inner'), at('file'))
    return call('readFile', at('file'), 'utf8')
  }),
  'rename what is missing': one('rename', '@missing', '@other'),
  'rename into nothing': one('rename', '@file', '@missing/x'),
  'rename a file over a folder': one('rename', '@file', '@folder'),
  'rename a folder over a file': one('rename', '@folder', '@file'),
  'rename a folder into itself': one('rename', '@folder', '@folder/x'),
  'rename to no path': one('rename', '@file', 7),
  'unlink': seeded(async (call, at) => {
    await call('unlink', at('file'))
    return call('readFile', at('file'))
  }),
  'unlink what is missing': one('unlink', '@missing'),
  'unlink a folder': one('unlink', '@folder'),
  'make a folder': seeded(async (call, at) => {
    const result = await call('mkdir', at('new'), 0o700)
    return [result, shape(await call('stat', at('new')))]
  }),
  'make a folder twice': one('mkdir', '@folder'),
  'make a folder in nothing': one('mkdir', '@missing/x'),
  'make folders': one('mkdir', '@a/b/c', { recursive: true }),
  'make folders that are there': one('mkdir', '@folder', { recursive: true }),
  'make folders over a file': one('mkdir', '@file', { recursive: true }),
  'make folders below a file': one('mkdir', '@file/x/y', { recursive: true }),
  'make a folder with no mode': one('mkdir', '@new', { mode: 'eight' }),
  'remove a folder': one('rmdir', '@folder'),
  'remove a folder that is missing': one('rmdir', '@missing'),
  'remove a file as a folder': one('rmdir', '@file'),
  'rm a file': one('rm', '@file'),
  'rm what is missing': one('rm', '@missing'),
  'rm by force what is missing': one('rm', '@missing', { force: true }),
  'rm a tree': seeded(async (call, at) => {
    await call('mkdir', at('folder/a/b'), { recursive: true })
    await call('symlink', '../file', at('folder/up'))
    await call('rm', at('folder'), { recursive: true })
    return (await call('readdir', at('.'))).sort()
  }),
  'list': seeded(async (call, at) => (await call('readdir', at('.'))).sort()),
  'list with types': seeded(async (call, at) => {
    const entries = await call('readdir', at('.'), { withFileTypes: true })
    return entries.map((entry: any) => [entry.name, entry.isFile(), entry.isDirectory(), entry.isSymbolicLink(), entry.path]).sort()
  }),
  'list everything': seeded(async (call, at) => {
    await call('mkdir', at('folder/deep'))
    return (await call('readdir', at('.'), { recursive: true })).sort()
  }),
  'list bytes': seeded(async (call, at) => (await call('readdir', at('folder'), 'buffer')).map(String)),
  'list what is missing': one('readdir', '@missing'),
  'list a file': one('readdir', '@file'),
  'open a folder': seeded(async (call, at) => {
    const names: string[] = []
    for await (const entry of await call('opendir', at('.'))) names.push(entry.name)
    return names.sort()
  }),
  'open a folder that is missing': one('opendir', '@missing'),
  'link': seeded(async (call, at) => {
    await call('link', at('file'), at('second'))
    await call('writeFile', at('second'), 'shared')
    return [await call('readFile', at('file'), 'utf8'), (await call('stat', at('file'))).nlink]
  }),
  'link what is missing': one('link', '@missing', '@second'),
  'link over': one('link', '@file', '@link'),
  'link a folder': one('link', '@folder', '@second'),
  'read a link': one('readlink', '@link'),
  'read no link': one('readlink', '@file'),
  'link symbolically over': one('symlink', 'x', '@file'),
  'find the real path': one('realpath', '@link'),
  'copy': seeded(async (call, at) => {
    await call('chmod', at('file'), 0o600)
    await call('copyFile', at('file'), at('copy'))
    return [await call('readFile', at('copy'), 'utf8'), shape(await call('stat', at('copy')))]
  }),
  'copy over': seeded(async (call, at) => {
    await call('copyFile', at('folder/inner'), at('file'))
    return call('readFile', at('file'), 'utf8')
  }),
  'copy what is missing': one('copyFile', '@missing', '@copy'),
  'copy exclusively': one('copyFile', '@file', '@link', 1),
  'truncate': seeded(async (call, at) => {
    await call('truncate', at('file'), 3)
    await call('truncate', at('folder/inner'), 8)
    return [await call('readFile', at('file'), 'utf8'), await call('readFile', at('folder/inner'))]
  }),
  'truncate what is missing': one('truncate', '@missing'),
  'truncate a folder': one('truncate', '@folder'),
  'chmod': seeded(async (call, at) => {
    await call('chmod', at('file'), '604')
    return shape(await call('stat', at('file')))
  }),
  'chmod what is missing': one('chmod', '@missing', 0o600),
  'chmod without a mode': one('chmod', '@file'),
  'utimes': seeded(async (call, at) => {
    await call('utimes', at('file'), 1_700_000_000, new Date(1_700_000_001_500))
    const { mtimeMs, mtime } = await call('stat', at('file'))
    return [mtimeMs, mtime.toISOString()]
  }),
  'utimes of what is missing': one('utimes', '@missing', 1, 1),
  'utimes without a time': one('utimes', '@file', 1, undefined),
  'make a temporary folder': seeded(async (call, at) => {
    const name = await call('mkdtemp', at('temporary-'))
    return [name.length - at('temporary-').length, shape(await call('stat', name))]
  }),
  'make a temporary folder in nothing': one('mkdtemp', '@missing/x-'),
  'statfs': seeded(async (call, at) => Object.keys(await call('statfs', at('.'))).sort()),
}

/** Those that the promise form does not have: it has handles. */
export const descriptorCases: Readonly<Record<string, Case>> = {
  'read by position': seeded(async (call, at) => {
    const fd = await call('open', at('file'), 'r')
    const buffer = Buffer.alloc(6, '.')
    const counts = [await call('read', fd, buffer, 1, 3, 2), await call('read', fd, buffer, 4, 2, null)]
    await call('close', fd)
    return [counts, buffer.toString()]
  }),
  'write by position': seeded(async (call, at) => {
    const fd = await call('open', at('file'), 'r+')
    const counts = [
      await call('write', fd, 'ON', 1),
      await call('write', fd, Buffer.from('abcdef'), 2, 2, 4),
      await call('write', fd, 'Q'),
      await call('write', fd, 'ff', null, 'hex'),
      await call('writev', fd, [Buffer.from('x'), new Uint8Array([121])], 9),
    ]
    await call('fsync', fd)
    await call('fdatasync', fd)
    await call('close', fd)
    return [counts, await call('readFile', at('file'))]
  }),
  'append by descriptor': seeded(async (call, at) => {
    const fd = await call('open', at('file'), 'a+')
    await call('writeFile', fd, '1')
    await call('write', fd, '2', 0)
    const result = await call('readFile', fd, 'utf8')
    await call('close', fd)
    return [result, await call('readFile', at('file'), 'utf8')]
  }),
  'read into several': seeded(async (call, at) => {
    const fd = await call('open', at('file'))
    const buffers = [Buffer.alloc(2), Buffer.alloc(10)]
    const count = await call('readv', fd, buffers, 1)
    await call('close', fd)
    return [count, buffers]
  }),
  'attributes by descriptor': seeded(async (call, at) => {
    const fd = await call('open', at('file'), 'r+')
    await call('ftruncate', fd, 2)
    await call('fchmod', fd, 0o611)
    await call('futimes', fd, 5, 6.5)
    const stats = await call('fstat', fd)
    await call('close', fd)
    return [shape(stats), stats.mtimeMs]
  }),
  'write what is open for reading': seeded(async (call, at) => call('write', await call('open', at('file')), 'x')),
  'read what is open for writing': seeded(async (call, at) => call('read', await call('open', at('file'), 'a'), Buffer.alloc(1), 0, 1, 0)),
  'truncate what is open for reading': seeded(async (call, at) => call('ftruncate', await call('open', at('file')))),
  'close twice': seeded(async (call, at) => {
    const fd = await call('open', at('file'))
    await call('close', fd)
    return call('close', fd)
  }),
  'read a number that is no descriptor': one('read', 'seven', Buffer.alloc(1)),
  'stat a descriptor that was never open': one('fstat', 9_999),
  'sync a descriptor that was never open': one('fsync', 9_999),
  'read past the buffer': seeded(async (call, at) => call('read', await call('open', at('file')), Buffer.alloc(4), 2, 3, 0)),
  'read outside the buffer': seeded(async (call, at) => call('read', await call('open', at('file')), Buffer.alloc(4), 5, 0, 0)),
  'open exclusively': one('open', '@file', 'wx'),
  'open a link exclusively': one('open', '@dangling', 'wx'),
  'open without following': one('open', '@link', 0o400000),
  'open a file as a folder': one('open', '@file', 0o200000),
  'open a folder for writing': one('open', '@folder', 'w'),
  'open with no such flags': one('open', '@file', 'rw'),
}
