import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { once } from 'node:events'

/** Finds ports that nobody uses; all are held until the last is found. */
export async function freePorts(n: number): Promise<number[]> {
  const held: Server[] = []
  for (let i = 0; i < n; i++) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    held.push(server)
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
