import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority } from './ca.ts'
import { Child, command, lastWord } from './child.ts'
import { content } from './paths.ts'
import { accepts, freePorts } from './ports.ts'
import { totp } from './totp.ts'
import { Vterm } from './vterm.ts'
import { Wire } from './wire.ts'

export interface Timing {
  idle: string
  warn: string
  /** Keys of a [[ladder]] table of the meetings' rules. */
  ladder?: string
  /** The kiosk reaches the fleet by HTTPS, over wires that a test can cut. */
  wired?: boolean
  /** The kiosk reads aloud by this program. */
  espeak?: string
}

export interface Person {
  name: string
  password: string
}

/** A lawyer with the second factor that an authenticator would hold. */
export interface Lawyer extends Person {
  display: string
  secret: string
  recovery: string[]
}

export interface Practice {
  role?: 'lawyer' | 'lead'
  display?: string
  regions?: string
  skills?: string
  speaks?: string
}

export const kioskId = '520103-001'
export const kioskName = '云岩区中心一号机'
export const centreId = '520103-centre'
/** A second terminal, enrolled but never switched on. */
export const absentId = '520102-001'

/** Where the page of a terminal is, and that of its fleet. */
export interface Place {
  kioskUrl: string
  fleetUrl: string
  launchUrl(): string
}

/** By what name browsers know the TURN server of a fleet that speaks HTTPS. */
export const turnHost = 'law.test'

const serves = (url: string) => async () => (await fetch(url, { redirect: 'manual' })).status > 0

/** The whole product on this machine, in a folder and on ports of its own. */
export class Installation {
  readonly dir = mkdtempSync(join(tmpdir(), 'lawkiosk-'))
  readonly operator: Person = { name: 'operator', password: '' }
  readonly seconds: Place[] = []
  readonly viewer: Person = { name: 'viewer', password: '' }
  fleet!: Child
  terminal!: Child
  agent!: Child
  vterm!: Vterm
  kioskUrl = ''
  fleetUrl = ''
  /** Where the timing says so: the ways of the kiosk to the fleet's pages and to its MQTT. */
  wires: Wire[] = []
  /** A home folder that trusts the fleet's authority, for a browser of the kiosk. */
  home = ''

  path = (...parts: string[]): string => join(this.dir, ...parts)

  async start(timing: Timing): Promise<void> {
    for (const d of ['log', 'printed', 'vterm', 'kiosk', 'fleet']) mkdirSync(this.path(d))
    const ports = await freePorts(6)
    const [kiosk, fleet, mqtt, panel, ipp] = ports.map((p) => `127.0.0.1:${p}`) as [string, string, string, string, string]
    this.kioskUrl = `http://${kiosk}`
    this.fleetUrl = `${timing.wired ? 'https' : 'http'}://${fleet}`
    this.vterm = new Vterm(`http://${panel}`)

    const [key, pack] = [this.path('content.key'), this.path('content.lkpack')]
    await command('contentctl', 'keygen', '-out', key)
    const publicKey = lastWord(await command('contentctl', 'pubkey', key))
    await command('contentctl', 'build', '-dir', content, '-version', '2026.01.01-1', '-key', key, '-out', pack)
    const packed = `[content]\npack = "${pack}"\nkeys = ["${publicKey}"]\n`

    const fleetConfig = this.path('fleetd.toml')
    const way = timing.wired ? await this.wire(fleet, mqtt) : { fleet: '', kiosk: `url = "tcp://${mqtt}"\n`, port: ports[5] }
    writeFileSync(
      fleetConfig,
      `listen = "${fleet}"\ndata_dir = "${this.path('fleet')}"\npublic_url = "${this.fleetUrl}"\n${packed}[mqtt]\nlisten = "${mqtt}"\n[meeting]\nudp_port = ${way.port}\n${this.rules(timing)}${way.fleet}`,
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
${way.kiosk}token_file = "${this.path('token')}"
[visit]
idle = "${timing.idle}"
warn = "${timing.warn}"
[camera]
document = "fake_device_2"
[idcard]
driver = "sdt"
port = "${this.path('vterm', 'idcard')}"
[printer]
driver = "ipp"
uri = "ipp://${ipp}/ipp/print"
[lights]
driver = "sysfs"
path = "${this.path('vterm', 'leds', 'privacy')}"
${timing.espeak === undefined ? '' : `[voice]\nespeak = "${timing.espeak}"\n`}`,
    )

    const log = (name: string) => this.path('log', `${name}.log`)
    this.fleet = new Child('fleetd', ['serve', '-config', fleetConfig], log('fleetd'), timing.wired ? accepts(fleet) : serves(`${this.fleetUrl}/healthz`))
    this.terminal = new Child(
      'vterm',
      ['-listen', panel, '-ipp', ipp, '-dir', this.path('vterm'), '-printed', this.path('printed')],
      log('vterm'),
      serves(`http://${panel}/api/state`),
    )
    this.agent = new Child('kioskd', ['-config', kioskConfig, 'serve'], log('kioskd'), serves(`${this.kioskUrl}/`))
    await this.startAll()
  }

  /** Lays the wires and gives what both configurations say of them. */
  private async wire(fleet: string, mqtt: string): Promise<{ fleet: string; kiosk: string; port: number }> {
    const ca = await Authority.make(this.path('ca'))
    const { cert, key } = await ca.issue(turnHost, '127.0.0.1')
    this.home = await ca.home()
    this.wires = [await Wire.lay(fleet), await Wire.lay(mqtt)]
    const [web, data] = this.wires as [Wire, Wire]
    return {
      fleet: `[tls]\ncert = "${cert}"\nkey = "${key}"\n[meeting.turn]\nhost = "${turnHost}"\nport = 443\n`,
      kiosk: `url = "tcp://${data.address}"\napi = "https://${web.address}"\nca = "${ca.file('ca.pem')}"\n`,
      port: 0, // any free one: the relay has to be told which
    }
  }

  /** The ladder's rules, where a test wants shorter steps than the built-in ones. */
  private rules(timing: Timing): string {
    if (timing.ladder === undefined) return ''
    writeFileSync(this.path('rules.toml'), `[[ladder]]\n${timing.ladder}\n`)
    return `rules = "${this.path('rules.toml')}"\n`
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

  /** Adds a lawyer; one for each test, because a code of an authenticator is good once. */
  async addLawyer(name: string, practice: Practice = {}): Promise<Lawyer> {
    const { role = 'lawyer', display = `${name}律师`, regions = '520103', skills = 'unpaid-wages', speaks = 'mandarin,guizhou' } = practice
    const out = await command(
      'fleetd', 'user', 'add', '-config', this.path('fleetd.toml'), '-name', name, '-role', role, '-display', display,
      '-licence', '15201202600000001', '-firm', '测试律师事务所', '-regions', regions, '-skills', skills, '-speaks', speaks,
    )
    const labelled = (label: string) => [...out.matchAll(new RegExp(`^${label}: *(\\S.*)$`, 'gm'))].map((m) => m[1]!.trim())
    return {
      name, display, password: labelled('password')[0]!, secret: labelled('totp-secret')[0]!,
      recovery: labelled('recovery').flatMap((line) => line.split(/\s+/)),
    }
  }

  code = (lawyer: Lawyer): string => totp(lawyer.secret)

  /** Starts what does not run, as the demo's supervisor or systemd would. */
  async startAll(): Promise<void> {
    await this.fleet.start()
    await this.terminal.start()
    await this.agent.start()
  }

  /** Starts a second terminal in the same centre, which has neither printer nor reader. */
  async secondKiosk(): Promise<Place & { stop(): Promise<unknown> }> {
    const at = `127.0.0.1:${(await freePorts(1))[0]}`
    const dir = this.path('second')
    mkdirSync(dir, { recursive: true })
    const id = '520103-002'
    const token = lastWord(await command('fleetd', 'kiosk', 'add', '-config', this.path('fleetd.toml'), '-id', id, '-centre', centreId, '-name', '云岩区中心二号机'))
    writeFileSync(join(dir, 'token'), token, { mode: 0o600 })
    const own = readFileSync(this.path('kioskd.toml'), 'utf8').replace(/\[idcard\][^]*/, '')
    const set = (text: string, key: string, value: string) => text.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = "${value}"`)
    const config = join(dir, 'kioskd.toml')
    writeFileSync(config, [['kiosk', id], ['listen', at], ['data_dir', join(dir, 'kiosk')], ['token_file', join(dir, 'token')]].reduce((text, [key, value]) => set(text, key!, value!), own))
    const agent = new Child('kioskd', ['-config', config, 'serve'], this.path('log', 'kioskd-2.log'), serves(`http://${at}/`))
    await agent.start()
    const place = { kioskUrl: `http://${at}`, fleetUrl: this.fleetUrl, launchUrl: () => readFileSync(join(dir, 'kiosk', 'launch-url'), 'utf8').trim(), stop: () => agent.stop() }
    this.seconds.push(place)
    return place
  }

  /** The one-time address that opens the kiosk's page. */
  launchUrl = (): string => readFileSync(this.path('kiosk', 'launch-url'), 'utf8').trim()

  logs = (): { name: string; text: string }[] =>
    [this.agent, this.fleet, this.terminal].filter(Boolean).map((c) => ({ name: c.name, text: c.text() }))

  async stop(): Promise<void> {
    for (const c of [this.agent, this.terminal, this.fleet]) await c?.stop()
    for (const w of this.wires) w.close()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
