// Call-backs are promised in the fleet's zone, which has no summer time.
const offset = '+08:00'
const dayMs = 86_400_000

/** Ten o'clock of the next working day, as a datetime-local field holds it. Holidays are the lawyer's to see. */
export function nextWorkday(now: number): string {
  const local = new Date(now + 8 * 3_600_000)
  let at = local.getTime() + dayMs
  while ([0, 6].includes(new Date(at).getUTCDay())) at += dayMs
  return `${new Date(at).toISOString().slice(0, 10)}T10:00`
}

/** A datetime-local field's value as a time of the fleet's zone. */
export const inZone = (local: string): string => `${local.length === 16 ? `${local}:00` : local}${offset}`
