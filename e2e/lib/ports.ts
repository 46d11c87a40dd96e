import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { once } from 'node:events'

// Below those that systems give to outgoing connections (Linux from 32768 on, others
// from 49152): a program that is killed finds its port free when it is started again.
const [lowest, highest] = [15_000, 32_000]

/** Finds ports that nobody uses; all are held until the last is found. */
export async function freePorts(n: number): Promise<number[]> {
  const held: Server[] = []
  for (let tries = 0; held.length < n; tries++) {
    if (tries > 100 * n) throw new Error(`cannot find ${n} free ports between ${lowest} and ${highest}`)
    const server = createServer()
    const taken = await new Promise<boolean>((done) => {
      server.once('error', () => done(false)).listen(lowest + Math.floor(Math.random() * (highest - lowest)), '127.0.0.1', () => done(true))
    })
    if (taken) held.push(server)
  }
  const ports = held.map((s) => (s.address() as AddressInfo).port)
  await Promise.all(held.map((s) => once(s.close(), 'close')))
  return ports
}

/** Whether somebody takes connections there. */
export const accepts = (address: string) => (): Promise<boolean> => {
  const [host, port] = address.split(':') as [string, string]
  return new Promise((resolve) => {
    const s = connect(Number(port), host)
    s.once('connect', () => resolve(true)).once('error', () => resolve(false))
    s.once('connect', () => s.destroy())
  })
}
