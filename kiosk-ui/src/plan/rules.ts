import type { Content } from '../api/types'
import { useKiosk } from '../state/kiosk'
import { useLoaded } from '../state/loaded'
import type { Rules } from './types'

const known = new WeakMap<Content, Promise<Rules>>() // one answer for a version of the content

/** The journeys, periods and amounts of the content in use. */
export function useRules() {
  const kiosk = useKiosk()
  return useLoaded<Rules | null, Content | null>(
    () => kiosk.content.value,
    (content) => {
      if (content === null) return Promise.resolve(null)
      const asked = known.get(content) ?? kiosk.api.plan.rules()
      known.set(content, asked)
      asked.catch(() => known.delete(content))
      return asked
    },
  )
}

/** Today in Guiyang by the terminal's clock, YYYY-MM-DD. */
export function useToday(): () => string {
  const kiosk = useKiosk()
  return () => new Date(kiosk.now() + kiosk.clockOffset.value + 8 * 3600_000).toISOString().slice(0, 10)
}
