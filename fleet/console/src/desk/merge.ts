import type { Desk, DeskCall, Ring } from '@/api/desk'

/** The newer of two snapshots of one call; answers may overtake each other. */
export function newer<T extends { id: string; version: number }>(known: T | null | undefined, got: T): T {
  return known && known.id === got.id && known.version > got.version ? known : got
}

/** A desk with no call older than what is known already. */
export function mergeDesk(known: Desk | null, got: Desk): Desk {
  const before = new Map((known?.calls ?? []).map((c) => [c.id, c]))
  return { ...got, rings: got.rings ?? [], calls: (got.calls ?? []).map((c) => newer(before.get(c.id), c)) }
}

/** The call that this lawyer is in: the one answered first, where the fleet knows of several. */
export function runningCall(desk: Desk | null): DeskCall | null {
  const running = (desk?.calls ?? []).filter((c) => c.state === 'talking')
  return running.sort((a, b) => Date.parse(a.answered) - Date.parse(b.answered))[0] ?? null
}

/** Rings in the order to answer them: booked for me, transfers and invitations, then who waited longest. */
export function inOrder(rings: readonly Ring[]): Ring[] {
  const rank = (r: Ring): number => (r.mine ? 0 : r.kind !== 'call' ? 1 : r.booking ? 2 : 3)
  return [...rings].sort((a, b) => rank(a) - rank(b) || Date.parse(a.began) - Date.parse(b.began) || a.id.localeCompare(b.id))
}

/** Who rings now and did not before. */
export function arrived(before: readonly Ring[], now: readonly Ring[]): Ring[] {
  const known = new Set(before.map((r) => r.id))
  return now.filter((r) => !known.has(r.id))
}

/** Who rang before and does not any more, without this lawyer's doing. */
export function gone(before: readonly Ring[], now: readonly Ring[], own: ReadonlySet<string>): Ring[] {
  const still = new Set(now.map((r) => r.id))
  return before.filter((r) => !still.has(r.id) && !own.has(r.id))
}
