import { request, type IncomingMessage } from 'node:http'

export interface Knock {
  /** 101 where the door opened. */
  status: number
  /** Of the problem that refuses. */
  code: string
  /** Hangs up. */
  close(): void
}

/** Asks a server for the rooms' signalling as a WebSocket, as a program with these headers would. */
export function knock(server: string, token: string, headers: Record<string, string> = {}): Promise<Knock> {
  const query = new URLSearchParams({ access_token: token, auto_subscribe: '1', sdk: 'js', protocol: '16' })
  return new Promise((resolve, reject) => {
    const asked = request(`${server}/rtc?${query}`, {
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': Buffer.from('sixteen bytes in').toString('base64'), Origin: server, ...headers,
      },
    })
    asked.once('error', reject)
    asked.once('upgrade', (_, socket) => {
      socket.on('error', () => undefined).resume()
      resolve({ status: 101, code: '', close: () => socket.destroy() })
    })
    asked.once('response', (answer) => {
      void bodyOf(answer).then((text) => {
        const { code = text } = parse(text)
        resolve({ status: answer.statusCode ?? 0, code, close: () => undefined })
      }, reject)
    })
    asked.end()
  })
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += String(part)
  return text
}

function parse(text: string): { code?: string } {
  try {
    return JSON.parse(text) as { code?: string }
  } catch {
    return {}
  }
}
