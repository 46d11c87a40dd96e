/** An RFC 9457 answer of the server, or what stands for one when it did not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly code = '',
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

/** No answer came: the network or the server is down. */
export const unreachable = 0

export async function problemOf(answer: Response): Promise<Problem> {
  try {
    const body = (await answer.json()) as { title?: unknown; detail?: unknown; code?: unknown }
    const text = (v: unknown): string => (typeof v === 'string' ? v : '')
    return new Problem(answer.status, text(body.detail) || text(body.title), text(body.code))
  } catch {
    return new Problem(answer.status, '')
  }
}
