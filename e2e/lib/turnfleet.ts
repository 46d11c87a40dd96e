import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority } from './ca.ts'
import { Child, command, lastWord } from './child.ts'
import { content } from './paths.ts'
import { accepts, freePorts } from './ports.ts'

/** A fleetd that serves HTTPS and TURN on one port, as behind https://law.test. */
export class TurnFleet {
  readonly dir = mkdtempSync(join(tmpdir(), 'lawkiosk-turn-'))
  readonly host = 'law.test'
  readonly url = 'https://law.test'
  private readonly secret = 'a secret for one test, of good length'
  address = ''
  home = ''
  fleet!: Child

  path = (...parts: string[]): string => join(this.dir, ...parts)

  /** Starts it; peers are the media ports that it relays to. */
  async start(peers: string[]): Promise<void> {
    const [web, mqtt] = (await freePorts(2)).map((p) => `127.0.0.1:${p}`) as [string, string]
    this.address = web
    const ca = await Authority.make(this.path('ca'))
    const { cert, key } = await ca.issue(this.host)
    this.home = await ca.home()
    mkdirSync(this.path('fleet'))
    writeFileSync(this.path('turn.secret'), this.secret, { mode: 0o600 })
    const [signing, pack] = [this.path('content.key'), this.path('content.lkpack')]
    await command('contentctl', 'keygen', '-out', signing)
    const publicKey = lastWord(await command('contentctl', 'pubkey', signing))
    await command('contentctl', 'build', '-dir', content, '-version', '2026.01.01-1', '-key', signing, '-out', pack)
    writeFileSync(
      this.path('fleetd.toml'),
      `listen = "${web}"
data_dir = "${this.path('fleet')}"
public_url = "${this.url}"
[tls]
cert = "${cert}"
key = "${key}"
[content]
pack = "${pack}"
keys = ["${publicKey}"]
[mqtt]
listen = "${mqtt}"
[meeting]
udp_port = 0
[meeting.turn]
secret_file = "${this.path('turn.secret')}"
peers = [${peers.map((p) => `"${p}"`).join(', ')}]
`,
    )
    this.fleet = new Child('fleetd', ['serve', '-config', this.path('fleetd.toml')], this.path('fleetd.log'), accepts(web))
    await this.fleet.start()
  }

  /** What a participant signs in to TURN with; LiveKit makes the same. */
  credentials(user: string, seconds = 3600): { username: string; credential: string } {
    const username = `${Math.floor(Date.now() / 1000) + seconds}:${user}`
    return { username, credential: createHmac('sha1', this.secret).update(username).digest('base64') }
  }

  async stop(): Promise<void> {
    await this.fleet?.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
