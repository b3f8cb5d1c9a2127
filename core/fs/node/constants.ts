/** The numbers of Linux, whatever the host is. Source: open(2), inode(7), access(2); the COPYFILE ones are libuv's. */
export const constants = {
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  O_DSYNC: 0o10000,
  O_DIRECT: 0o40000,
  O_DIRECTORY: 0o200000,
  O_NOFOLLOW: 0o400000,
  O_NOATIME: 0o1000000,
  O_SYNC: 0o4010000,
  S_IFMT: 0o170000,
  S_IFREG: 0o100000,
  S_IFDIR: 0o040000,
  S_IFCHR: 0o020000,
  S_IFBLK: 0o060000,
  S_IFIFO: 0o010000,
  S_IFLNK: 0o120000,
  S_IFSOCK: 0o140000,
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
  UV_DIRENT_UNKNOWN: 0,
  UV_DIRENT_FILE: 1,
  UV_DIRENT_DIR: 2,
  UV_DIRENT_LINK: 3,
  UV_FS_COPYFILE_EXCL: 1,
  UV_FS_COPYFILE_FICLONE: 2,
  UV_FS_COPYFILE_FICLONE_FORCE: 4,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
} as const

/** What `open` accepts as letters. Source: the section "File system flags" of Node's page on `fs`. */
export const FLAG_LETTERS: Readonly<Record<string, number>> = (() => {
  const { O_RDWR, O_WRONLY, O_RDONLY, O_CREAT, O_TRUNC, O_APPEND, O_EXCL, O_SYNC } = constants
  const write = O_WRONLY | O_CREAT | O_TRUNC
  const readWrite = O_RDWR | O_CREAT | O_TRUNC
  const append = O_WRONLY | O_CREAT | O_APPEND
  const readAppend = O_RDWR | O_CREAT | O_APPEND
  const table: Record<string, number> = { 'r+': O_RDWR, r: O_RDONLY }
  for (const letters of ['rs', 'sr']) table[letters] = O_RDONLY | O_SYNC
  for (const letters of ['rs+', 'sr+']) table[letters] = O_RDWR | O_SYNC
  for (const [letter, plain, both] of [['w', write, readWrite], ['a', append, readAppend]] as const) {
    table[letter] = plain
    table[`${letter}+`] = both
    for (const letters of [`${letter}x`, `x${letter}`]) {
      table[letters] = plain | O_EXCL
      table[`${letters}+`] = both | O_EXCL
    }
  }
  for (const letters of ['as', 'sa']) table[letters] = append | O_SYNC
  for (const letters of ['as+', 'sa+']) table[letters] = readAppend | O_SYNC
  return table
})()
