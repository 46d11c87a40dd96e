import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const call = promisify(execFile)

/** A certification authority made for one test, and a folder for a home that trusts it. */
export class Authority {
  private constructor(private readonly dir: string) {}

  readonly file = (name: string): string => join(this.dir, name)

  /** Makes an authority; a command that is missing is named. */
  static async make(dir: string): Promise<Authority> {
    mkdirSync(dir, { recursive: true })
    const ca = new Authority(dir)
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=lawkiosk test authority'],
      ...['-addext', 'keyUsage=critical,keyCertSign', '-keyout', ca.file('ca.key'), '-out', ca.file('ca.pem')],
    ])
    return ca
  }

  /** Issues a certificate for names ("law.test") and addresses ("10.99.0.1"). */
  async issue(...hosts: string[]): Promise<{ cert: string; key: string }> {
    const out = { cert: this.file('cert.pem'), key: this.file('key.pem') }
    const names = hosts.map((h) => (/^[\d.]+$|:/.test(h) ? `IP:${h}` : `DNS:${h}`)).join(',')
    writeFileSync(this.file('ext'), `subjectAltName=${names}\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n`)
    const request = this.file('request.pem')
    await run('openssl', ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=fleet', '-keyout', out.key, '-out', request])
    await run('openssl', [
      ...['x509', '-req', '-in', request, '-CA', this.file('ca.pem'), '-CAkey', this.file('ca.key'), '-CAcreateserial'],
      ...['-days', '2', '-extfile', this.file('ext'), '-out', out.cert],
    ])
    return out
  }

  /** Makes a home folder whose Chromium trusts the authority: put it into HOME. */
  async home(): Promise<string> {
    const home = this.file('home')
    for (const db of [join(home, '.pki/nssdb'), join(home, '.local/share/pki/nssdb')]) {
      mkdirSync(db, { recursive: true })
      await run('certutil', ['-d', `sql:${db}`, '-N', '--empty-password'])
      await run('certutil', ['-d', `sql:${db}`, '-A', '-n', 'lawkiosk test authority', '-t', 'C,,', '-i', this.file('ca.pem')])
    }
    return home
  }
}

async function run(name: string, args: string[]): Promise<void> {
  try {
    await call(name, args)
  } catch (e) {
    const { code, stderr } = e as { code?: string; stderr?: string }
    if (code === 'ENOENT') throw new Error(`cannot find ${name}: run "make setup", which installs it`)
    throw new Error(`cannot run ${name} ${args[0] ?? ''}: ${stderr ?? String(e)}`)
  }
}
