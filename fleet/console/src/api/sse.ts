/** One event of a server-sent event stream. */
export interface StreamEvent {
  event: string
  data: string
}

/**
 * Takes a stream's text in pieces of any size and gives the whole events in
 * them. Comments (the server's heartbeat) give no event.
 */
export function parser(): (piece: string) => StreamEvent[] {
  let rest = ''
  let event = ''
  let data: string[] = []
  return (piece) => {
    const found: StreamEvent[] = []
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) found.push({ event: event || 'message', data: data.join('\n') })
        event = ''
        data = []
      } else if (!line.startsWith(':')) {
        const colon = line.indexOf(':')
        const field = colon < 0 ? line : line.slice(0, colon)
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
        if (field === 'event') event = value
        if (field === 'data') data.push(value)
      }
    }
    return found
  }
}
