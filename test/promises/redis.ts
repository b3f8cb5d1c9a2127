/** A server of its own for a test, where one is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export interface RedisServer {
  readonly address: string
  /** Names of everything that it holds. */
  keys(): readonly string[]
  /** What it holds is gone. */
  restart(): Promise<void>
  close(): void
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function startRedis(): Promise<RedisServer> {
  const port = String(await freePort())
  const begin = () => spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
  const ask = (...words: readonly string[]): string => spawnSync('redis-cli', ['-p', port, ...words], { encoding: 'utf8' }).stdout.trim()
  const answers = async (): Promise<void> => {
    while (ask('ping') !== 'PONG') await new Promise((resolve) => setTimeout(resolve, 50))
  }
  let server = begin()
  await answers()
  return {
    address: `redis://127.0.0.1:${port}`,
    keys: () => ask('keys', '*').split('\n').filter((key) => key !== ''),
    async restart() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL')
      await ended
      server = begin()
      await answers()
    },
    close: () => void server.kill('SIGKILL'),
  }
}
