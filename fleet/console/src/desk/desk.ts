import { computed, readonly, ref, shallowRef } from 'vue'
import type { Desk, DeskCall, DutyState, Ring } from '@/api/desk'
import { deskApi } from '@/api/deskClient'
import { Problem } from '@/api/problem'
import { setServerTime } from '@/format/now'
import { FleetClock } from '@/meeting/clock'
import type { RoomLink } from '@/meeting/link'
import type { Ahead, Current } from './current'
import { arrived, gone, inOrder, mergeDesk, newer, runningCall } from './merge'

// What a desk knows, on whatever page of the console its lawyer is.

const clock = new FleetClock()
const known = shallowRef<Desk | null>(null)
const running = shallowRef<Current | null>(null)
const answering = ref('')
const hushed = ref<ReadonlySet<string>>(new Set())
/** Rings that this desk answered or declined: their going is no news. */
const own = new Set<string>()
/** Calls that this desk has left for good: a late snapshot does not bring them back. */
const closed = new Set<string>()

export const desk = computed(() => known.value)
export const current = computed(() => running.value)
export const answeringId = readonly(answering)
export const rings = computed<Ring[]>(() => inOrder(known.value?.rings ?? []).filter((r) => !hushed.value.has(r.id)))
export const duty = computed<DutyState>(() => known.value?.me.duty.state ?? 'away')
/** Whether the desk is worked at: an unattended one signs itself out. */
export const attended = computed(() => running.value !== null || duty.value !== 'away')

/** Who listens to what happens at the desk. */
export interface News {
  arrived: (rings: Ring[]) => void
  gone: (rings: Ring[]) => void
}

/** Asks for the desk; the way there and back tells how the clocks differ. */
export async function askDesk(ask: { signal?: AbortSignal; background?: boolean }): Promise<Desk> {
  const sent = Date.now()
  const got = await deskApi.desk(ask)
  clock.hear(got.now, sent, Date.now())
  setServerTime(new Date(clock.now()).toISOString())
  return got
}

export async function takeDesk(got: Desk, news: News): Promise<void> {
  const before = known.value
  const merged = mergeDesk(before, got)
  known.value = merged
  const now = merged.rings ?? []
  if (before) {
    const left = gone(before.rings ?? [], now, own).filter((r) => !hushed.value.has(r.id))
    if (left.length > 0) news.gone(left)
  }
  hushed.value = new Set([...hushed.value].filter((id) => now.some((r) => r.id === id)))
  for (const id of [...own]) if (!now.some((r) => r.id === id)) own.delete(id)
  const fresh = arrived(before?.rings ?? [], now)
  if (fresh.length > 0) {
    news.arrived(fresh)
    void prepare().catch(() => undefined) // wanted at once when somebody answers, who then is told
  }
  await follow(merged)
}

/** Keeps the running call in step with what the fleet lists. */
async function follow(got: Desk): Promise<void> {
  const here = running.value
  const listed = here && (got.calls ?? []).find((c) => c.id === here.call.value.id)
  if (here && !closed.has(here.call.value.id)) {
    if (listed) here.hear(listed)
    here.over.value = !listed || listed.state === 'ended'
    return
  }
  const call = runningCall({ ...got, calls: (got.calls ?? []).filter((c) => !closed.has(c.id)) })
  if (call) await open(call)
}

/** A call on its way to the screen: an answer and the fleet's event may both open it. */
interface Opening {
  call: DeskCall
  done: Promise<void>
  next: Current | null // on its way into the room, not shown yet
}
let opening: Opening | null = null
/** What the next answer needs, made while it rings. */
let ahead: Promise<Ahead> | null = null
/** The way into the room of a call that is being answered. */
let way: { call: string; link: RoomLink } | null = null

async function open(call: DeskCall): Promise<void> {
  if (running.value) return takeCall(call)
  if (opening?.call.id === call.id) {
    opening.call = newer(opening.call, call) // no snapshot is lost meanwhile: it may bring the room's key
    opening.next?.hear(opening.call)
    return opening.done
  }
  const mine: Opening = { call, done: Promise.resolve(), next: null }
  opening = mine
  mine.done = enter(mine).finally(() => {
    if (opening === mine) opening = null
  })
  return mine.done
}

async function enter(what: Opening): Promise<void> {
  const { Current, linkTo } = await import('./current')
  if (!known.value || running.value) return // signed out meanwhile, or in another call
  const next = (what.next = new Current(what.call, way?.call === what.call.id ? way.link : linkTo(() => what.call.id, takeCall)))
  way = null
  await next.link.underWay() // what the page draws for the call would hold it up
  if (known.value) running.value = next
  else await next.leave()
}

/** A snapshot of a call from an answer. */
export function takeCall(call: DeskCall | undefined): void {
  const here = running.value
  if (!call || !here || call.id !== here.call.value.id) return
  here.hear({ ...here.call.value, ...call })
}

function prepare(): Promise<Ahead> {
  ahead ??= import('./current').then(({ makeAhead }) => makeAhead(takeCall))
  ahead.catch(() => (ahead = null))
  return ahead
}

/** Answers a ring; a Problem where somebody was faster. */
export async function answer(ring: Ring): Promise<void> {
  if (answering.value || running.value) return
  answering.value = ring.id
  own.add(ring.id)
  try {
    const mine = await prepare().catch(prepare) // what failed while it rang may work now
    ahead = null // each call has its own
    way = { call: ring.id, link: mine.link }
    const call = await mine.answer(ring.id)
    closed.delete(call.id)
    drop(ring.id)
    await open(newer(null, call))
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 409) drop(ring.id)
    throw fault
  } finally {
    void way?.link.stop() // nobody took it
    way = null
    answering.value = ''
  }
}

export async function decline(ring: Ring): Promise<void> {
  own.add(ring.id)
  hushed.value = new Set([...hushed.value, ring.id])
  await deskApi.decline(ring.id)
}

function drop(id: string): void {
  if (known.value) known.value = { ...known.value, rings: (known.value.rings ?? []).filter((r) => r.id !== id) }
}

export async function setDuty(state: DutyState): Promise<void> {
  await deskApi.duty(state)
  if (known.value) known.value = { ...known.value, me: { ...known.value.me, duty: { state, since: new Date(clock.now()).toISOString() } } }
}

/** The call is done with: leaves the room and makes room for the next. */
export async function closeCurrent(): Promise<void> {
  const here = running.value
  if (!here) return
  closed.add(here.call.value.id)
  await here.end()
  running.value = null
  hushed.value = new Set()
}

/** Forgets everything, such as when somebody signs out. */
export function leaveDesk(): void {
  void running.value?.leave()
  void ahead?.then(({ link }) => link.stop(), () => undefined)
  ahead = null
  running.value = null
  known.value = null
  hushed.value = new Set()
  own.clear()
  closed.clear()
}
