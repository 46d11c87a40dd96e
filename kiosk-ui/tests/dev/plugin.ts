import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { WebSocketServer } from 'ws'
import { createMock } from './kiosk.ts'
import { tone } from './tone.ts'

const qr = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h25v25H0z"/><path stroke="#000" d="M2 2.500h7M10 2.500h1m2 0h2m1 0h7M2 3.500h1m5 0h1m2 0h3m2 0h1m5 0h1M2 4.500h1m1 0h3m1 0h1m1 0h1m3 0h1m1 0h1m1 0h3m1 0h1M2 5.500h1m1 0h3m1 0h1m3 0h2m2 0h1m1 0h3m1 0h1M2 6.500h1m1 0h3m1 0h1m2 0h1m1 0h1m2 0h1m1 0h3m1 0h1M2 7.500h1m5 0h1m1 0h2m4 0h1m5 0h1M2 8.500h7m1 0h1m1 0h1m1 0h1m1 0h7M11 9.500h2m1 0h1M2 10.500h2m2 0h1m1 0h3m2 0h1m2 0h2m3 0h2M3 11.500h2m4 0h2m1 0h2m2 0h1m2 0h4M2 12.500h1m2 0h5m2 0h3m1 0h2m2 0h1m1 0h1M4 13.500h2m3 0h1m2 0h1m3 0h2m1 0h3M2 14.500h3m3 0h2m1 0h3m1 0h4m2 0h2M10 15.500h1m2 0h1m1 0h2m3 0h1M2 16.500h7m2 0h2m2 0h1m1 0h2m2 0h2M2 17.500h1m5 0h1m3 0h3m3 0h2m2 0h1M2 18.500h1m1 0h3m1 0h1m1 0h2m2 0h5m1 0h1M2 19.500h1m1 0h3m1 0h1m2 0h1m1 0h1m3 0h1m2 0h2M2 20.500h1m1 0h3m1 0h1m1 0h1m2 0h3m2 0h2m1 0h1M2 21.500h1m5 0h1m2 0h1m3 0h2m1 0h3M2 22.500h7m1 0h2m1 0h2m3 0h1m2 0h2"/></svg>`

const dist = join(import.meta.dirname, '../..', process.env['LOOK_DIST'] ?? 'dist')

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let raw = ''
  for await (const part of req) raw += String(part)
  const sound = req.headers['content-type']?.startsWith('audio/')
  return raw === '' || sound ? {} : (JSON.parse(raw) as Record<string, unknown>)
}

// mockKiosk serves the development mock beside vite's dev and preview servers.
export function mockKiosk(): Plugin {
  function attach(server: { middlewares: { use: (f: (req: IncomingMessage, res: ServerResponse, next: () => void) => void) => void }; httpServer: unknown }) {
    const sockets = new WebSocketServer({ noServer: true })
    const mock = createMock(
      (type, data) => sockets.clients.forEach((c) => c.send(JSON.stringify({ type, data }))),
      () => sockets.clients.forEach((c) => c.terminate()),
    )
    ;(server.httpServer as Server).on('upgrade', (req, socket, head) => {
      if (req.url === '/api/events') sockets.handleUpgrade(req, socket, head, () => undefined)
    })
    server.middlewares.use((req, res, next) => {
      const url = new URL(req.url ?? '/', 'http://kiosk')
      if (url.pathname === '/mock') {
        return void bodyOf(req).then((b) => (mock.turn(b), res.end()))
      }
      // What the build packed: kioskd sends it the same way.
      if (/^\/assets\/[\w.-]+\.(wasm|onnx)$/.test(url.pathname) && existsSync(join(dist, `${url.pathname}.gz`))) {
        res.setHeader('Content-Type', url.pathname.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream')
        res.setHeader('Content-Encoding', 'gzip')
        return void createReadStream(join(dist, `${url.pathname}.gz`)).pipe(res)
      }
      if (!url.pathname.startsWith('/api/')) return next()
      if (url.pathname.startsWith('/api/content/qr/')) {
        res.setHeader('Content-Type', 'image/svg+xml')
        return void res.end(qr)
      }
      if (url.pathname === '/api/voice') {
        res.setHeader('Content-Type', 'audio/wav')
        return void res.end(tone())
      }
      void bodyOf(req).then((body) => {
        const [status, answer] = mock.handle(req.method ?? 'GET', url.pathname, url.searchParams, body)
        res.statusCode = status
        res.setHeader('Content-Type', 'application/json')
        res.end(status === 204 ? undefined : JSON.stringify(answer))
      })
    })
  }
  return { name: 'mock-kiosk', configureServer: attach, configurePreviewServer: attach }
}
