import { Problem } from '../api/client'

// troubleText is what to tell a visitor when a call did not work: the daemon's
// own sentence, or the given one when it did not answer.
export function troubleText(e: unknown, otherwise: string): string {
  return e instanceof Problem && e.detail !== '' ? e.detail : otherwise
}
