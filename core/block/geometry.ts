/** Sizes of the block engine, in bytes. A sector is what a power cut may tear at; a block is what is shared copy-on-write. */
export const SECTOR_BYTES = 512
export const BLOCK_BYTES = 4096
export const SECTORS_PER_BLOCK = BLOCK_BYTES / SECTOR_BYTES
