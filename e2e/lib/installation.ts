import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child, command, lastWord } from './child.ts'
import { content } from './paths.ts'
import { freePorts } from './ports.ts'
import { Vterm } from './vterm.ts'

export interface Timing {
  idle: string
  warn: string
}

export interface Person {
  name: string
  password: string
}

export const kioskId = '520103-001'
export const kioskName = '云岩区中心一号机'
export const centreId = '520103-centre'
/** A second terminal, enrolled but never switched on. */
export const absentId = '520102-001'

const serves = (url: string) => async () => (await fetch(url, { redirect: 'manual' })).status > 0

/** The whole product on this machine, in a folder and on ports of its own. */
export class Installation {
  readonly dir = mkdtempSync(join(tmpdir(), 'lawkiosk-'))
  readonly operator: Person = { name: 'operator', password: '' }
  readonly viewer: Person = { name: 'viewer', password: '' }
  fleet!: Child
  terminal!: Child
  agent!: Child
  vterm!: Vterm
  kioskUrl = ''
  fleetUrl = ''

  path = (...parts: string[]): string => join(this.dir, ...parts)

  async start(timing: Timing): Promise<void> {
    for (const d of ['log', 'printed', 'vterm', 'kiosk', 'fleet']) mkdirSync(this.path(d))
    const [kiosk, fleet, mqtt, panel, ipp] = (await freePorts(5)).map((p) => `127.0.0.1:${p}`) as [string, string, string, string, string]
    this.kioskUrl = `http://${kiosk}`
    this.fleetUrl = `http://${fleet}`
    this.vterm = new Vterm(`http://${panel}`)

    const [key, pack] = [this.path('content.key'), this.path('content.lkpack')]
    await command('contentctl', 'keygen', '-out', key)
    const publicKey = lastWord(await command('contentctl', 'pubkey', key))
    await command('contentctl', 'build', '-dir', content, '-version', '2026.01.01-1', '-key', key, '-out', pack)
    const packed = `[content]\npack = "${pack}"\nkeys = ["${publicKey}"]\n`

    const fleetConfig = this.path('fleetd.toml')
    writeFileSync(
      fleetConfig,
      `listen = "${fleet}"\ndata_dir = "${this.path('fleet')}"\npublic_url = "${this.fleetUrl}"\n${packed}[mqtt]\nlisten = "${mqtt}"\n`,
    )
    await this.enrol(fleetConfig)

    const kioskConfig = this.path('kioskd.toml')
    writeFileSync(
      kioskConfig,
      `kiosk = "${kioskId}"
centre = "${centreId}"
listen = "${kiosk}"
data_dir = "${this.path('kiosk')}"
public_url = "${this.fleetUrl}"
${packed}
[fleet]
url = "tcp://${mqtt}"
token_file = "${this.path('token')}"
[visit]
idle = "${timing.idle}"
warn = "${timing.warn}"
[idcard]
driver = "sdt"
port = "${this.path('vterm', 'idcard')}"
[printer]
driver = "ipp"
uri = "ipp://${ipp}/ipp/print"
`,
    )

    const log = (name: string) => this.path('log', `${name}.log`)
    this.fleet = new Child('fleetd', ['serve', '-config', fleetConfig], log('fleetd'), serves(`${this.fleetUrl}/healthz`))
    this.terminal = new Child(
      'vterm',
      ['-listen', panel, '-ipp', ipp, '-dir', this.path('vterm'), '-printed', this.path('printed')],
      log('vterm'),
      serves(`http://${panel}/api/state`),
    )
    this.agent = new Child('kioskd', ['-config', kioskConfig, 'serve'], log('kioskd'), serves(`${this.kioskUrl}/`))
    await this.startAll()
  }

  private async enrol(config: string): Promise<void> {
    const add = (id: string, centre: string, name: string) =>
      command('fleetd', 'kiosk', 'add', '-config', config, '-id', id, '-centre', centre, '-name', name)
    writeFileSync(this.path('token'), lastWord(await add(kioskId, centreId, kioskName)), { mode: 0o600 })
    await add(absentId, '520102-centre', '南明区中心一号机')
    for (const [person, role] of [[this.operator, 'operator'], [this.viewer, 'viewer']] as const) {
      person.password = lastWord(await command('fleetd', 'user', 'add', '-config', config, '-name', person.name, '-role', role))
    }
  }

  /** Adds a person whom nobody else's test knows. */
  async addPerson(name: string, role: 'operator' | 'viewer'): Promise<Person> {
    const out = await command('fleetd', 'user', 'add', '-config', this.path('fleetd.toml'), '-name', name, '-role', role)
    return { name, password: lastWord(out) }
  }

  /** Starts what does not run, as the demo's supervisor or systemd would. */
  async startAll(): Promise<void> {
    await this.fleet.start()
    await this.terminal.start()
    await this.agent.start()
  }

  /** The one-time address that opens the kiosk's page. */
  launchUrl = (): string => readFileSync(this.path('kiosk', 'launch-url'), 'utf8').trim()

  logs = (): { name: string; text: string }[] =>
    [this.agent, this.fleet, this.terminal].filter(Boolean).map((c) => ({ name: c.name, text: c.text() }))

  async stop(): Promise<void> {
    for (const c of [this.agent, this.terminal, this.fleet]) await c?.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
