import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

/** A TCP way from a port to another that can be cut: what is on it then stays where it is, and nobody is told. */
export class Wire {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private readonly held: (() => void)[] = []
  private whole = true

  private constructor(private readonly to: string) {
    this.server = createServer({ allowHalfOpen: true }, (near) => {
      this.keep(near)
      if (this.whole) this.join(near)
      else this.held.push(() => this.join(near))
    })
  }

  static async lay(to: string): Promise<Wire> {
    const wire = new Wire(to)
    wire.server.listen(0, '127.0.0.1')
    await once(wire.server, 'listening')
    return wire
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.whole = false
    for (const s of this.sockets) s.pause()
  }

  mend(): void {
    this.whole = true
    for (const s of this.sockets) s.resume()
    for (const go of this.held.splice(0)) go()
  }

  close(): void {
    this.server.close()
    for (const s of this.sockets) s.destroy()
  }

  private keep(s: Socket): void {
    this.sockets.add(s)
    s.on('error', () => s.destroy()).once('close', () => this.sockets.delete(s))
  }

  private join(near: Socket): void {
    const [host, port] = this.to.split(':') as [string, string]
    const far = connect({ host, port: Number(port), allowHalfOpen: true })
    this.keep(far)
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (bytes) => void (to.destroyed || to.write(bytes)))
      from.once('end', () => to.end()).once('close', () => to.destroy())
    }
  }
}
