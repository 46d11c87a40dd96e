import { expect, test as base, type Browser } from '@playwright/test'
import { inside, launch, missing } from '../lib/netns.ts'
import { TurnFleet } from '../lib/turnfleet.ts'

interface Report {
  said: string
  relays: string[]
  types: string[]
}

const test = base.extend<object, { fleet: TurnFleet; shut: Browser }>({
  fleet: [
    async ({}, use) => {
      const fleet = new TurnFleet()
      try {
        // Here both ends are browsers behind relays; with rooms it is the rooms' own port.
        await fleet.start(['127.0.0.1:1024-65535'])
        await use(fleet)
      } finally {
        await fleet.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // A browser whose network lets nothing but TCP 443 to the fleet out.
  shut: [
    async ({ fleet, launchOptions }, use) => {
      const why = await missing()
      test.skip(why !== undefined, why)
      const browser = await launch({ ways: { 443: fleet.address }, hosts: [fleet.host], home: fleet.home, dir: fleet.dir }, launchOptions)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

/** Two ends in one page that meet by the servers given; what arrived and by which candidates. */
async function meet({ servers, wait }: { servers: RTCIceServer[]; wait: number }): Promise<Report> {
  const ends = [0, 1].map(() => new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: 'relay' })) as [RTCPeerConnection, RTCPeerConnection]
  const [a, b] = ends
  const types = new Set<string>()
  for (const [from, to] of [[a, b], [b, a]] as const) {
    from.onicecandidate = ({ candidate }) => {
      if (candidate === null) return
      types.add(candidate.type ?? '')
      void to.addIceCandidate(candidate)
    }
  }
  const arrived = new Promise<string>((resolve) => {
    b.ondatachannel = ({ channel }) => (channel.onmessage = (m) => resolve(String(m.data)))
  })
  const channel = a.createDataChannel('words')
  channel.onopen = () => channel.send('你好')
  await a.setLocalDescription(await a.createOffer())
  await b.setRemoteDescription(a.localDescription!)
  await b.setLocalDescription(await b.createAnswer())
  await a.setRemoteDescription(b.localDescription!)
  const gathered = new Promise<string>((resolve) => {
    a.onicegatheringstatechange = () => a.iceGatheringState === 'complete' && types.size === 0 && resolve('no relay')
  })
  const late = new Promise<string>((resolve) => setTimeout(resolve, wait, 'no relay'))
  const said = await Promise.race([arrived, gathered, late])
  const relays: string[] = []
  for (const end of ends) {
    ;(await end.getStats()).forEach((s: { type: string; relayProtocol?: string }) => {
      if (s.type === 'local-candidate' && s.relayProtocol !== undefined) relays.push(s.relayProtocol)
    })
    end.close()
  }
  return { said, relays: [...new Set(relays)], types: [...types] }
}

test('media comes through the port of the pages where UDP is blocked', async ({ fleet, shut }) => {
  const page = await shut.newPage()
  const answer = await page.goto(`${fleet.url}/healthz`) // the certificate is trusted, by HTTP/2
  expect(answer?.status()).toBe(200)
  const server = { urls: `turns:${fleet.host}:443?transport=tcp`, ...fleet.credentials('PA_one') }
  expect(await page.evaluate(meet, { servers: [server], wait: 20_000 })).toEqual({ said: '你好', relays: ['tls'], types: ['relay'] })
  await page.close()
})

test('nothing but that port gets out', async ({ fleet, shut }) => {
  const page = await shut.newPage()
  await page.goto(`${fleet.url}/healthz`)
  const servers = [`turn:${inside}:443?transport=udp`, `turns:${fleet.host}:8443?transport=tcp`].map((urls) => ({ urls, ...fleet.credentials('PA_two') }))
  const report = await page.evaluate(meet, { servers, wait: 3000 }) // a packet that gets no answer is sent again for long
  expect(report).toEqual({ said: 'no relay', relays: [], types: [] })
  await expect(page.goto(`http://${fleet.address}/`)).rejects.toThrow(/ERR_CONNECTION_REFUSED/)
  await page.close()
})

test('an expired password opens no relay', async ({ fleet, shut }) => {
  const page = await shut.newPage()
  await page.goto(`${fleet.url}/healthz`)
  const server = { urls: `turns:${fleet.host}:443?transport=tcp`, ...fleet.credentials('PA_old', -10) }
  const report = await page.evaluate(meet, { servers: [server], wait: 20_000 })
  expect(report.said).toBe('no relay')
  await page.close()
})
