import type { Role } from '@/api/types'

/** The pages of the console in the order of its bar, and who sees them there. */
export const places = [
  { name: 'desk', roles: ['lawyer', 'lead'] },
  { name: 'tasks', roles: ['lawyer', 'lead'] },
  { name: 'overview', roles: ['operator', 'viewer'] },
  { name: 'kiosks', roles: ['operator', 'viewer'] },
  { name: 'meetings', roles: ['operator', 'viewer', 'lead'] },
  { name: 'ratings', roles: ['operator', 'viewer'] },
  { name: 'opinions', roles: ['operator', 'viewer'] },
  { name: 'roster', roles: ['lawyer', 'lead', 'operator'] },
  { name: 'audit', roles: ['operator', 'viewer'] },
] as const satisfies readonly { name: string; roles: readonly Role[] }[]

export type PlaceName = (typeof places)[number]['name']

export const placesOf = (role: Role): PlaceName[] => places.filter((p) => (p.roles as readonly Role[]).includes(role)).map((p) => p.name)

/** Where somebody lands who did not say where to. */
export const homeOf = (role: Role): PlaceName => (role === 'lawyer' || role === 'lead' ? 'desk' : 'overview')

/** Whether a role sees a page at all; pages that are not listed are everybody's. */
export function maySee(role: Role, page: unknown): boolean {
  const place = places.find((p) => p.name === page)
  return !place || (place.roles as readonly Role[]).includes(role)
}
