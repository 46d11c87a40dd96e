import type { Handled } from '../civic/rating'
import { computed, inject, ref, shallowRef, type InjectionKey } from 'vue'
import { createClient, Problem } from '../api/client'
import { connectEvents } from '../api/events'
import type { Content, KioskEvent, Lang, Settings, Terminal } from '../api/types'
import { takeCall } from '../meeting/snapshot'
import { createEngine, type Engine } from '../search/engine'
import { intoMeeting, parseStack, popped, pushed, withoutJourney, type Screen } from '../nav'
import { newVisit, plainSettings, type Visit } from './visit'

export type Phase = 'starting' | 'replaced' | 'lost' | 'empty' | 'attract' | 'visit' | 'ended'

export interface KioskDeps {
  fetch: typeof fetch
  openSocket: () => WebSocket
  storage: Storage // of the tab, for going on after a reload
  reload: () => void
  now: () => number
}

export interface Ended {
  how: string
  cardReminder: boolean
  rate?: string // a ticket to rate with
}

const stackKey = 'lawkiosk.stack'
const lostAfter = 2500 // ms without a connection before the screen says so
const activityEvery = 2000 // ms
const retryEvery = 2000 // ms

// createKiosk makes the page's one state: the terminal, its content, and the
// visit if there is one. start() begins to talk to the daemon.
export function createKiosk(deps: KioskDeps) {
  const terminal = shallowRef<Terminal | null>(null)
  const content = shallowRef<Content | null>(null)
  const visit = shallowRef<Visit | null>(null)
  const ended = ref<Ended | null>(null)
  const connected = ref(false)
  const lost = ref(false)
  const noContent = ref(false)
  const replaced = ref(false)
  const clockOffset = ref(0)
  let lostTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let lastActivity = 0
  const engines = new Map<Lang, Promise<Engine>>()

  const settings = computed<Readonly<Settings>>(() => visit.value?.settings ?? plainSettings)
  const phase = computed<Phase>(() => {
    if (replaced.value) return 'replaced'
    if (lost.value) return 'lost'
    if (terminal.value === null) return 'starting'
    if (noContent.value) return 'empty'
    if (content.value === null) return 'starting'
    if (visit.value !== null) return 'visit'
    return ended.value === null ? 'attract' : 'ended'
  })

  const api = createClient({
    fetch: deps.fetch,
    lang: () => settings.value.lang,
    token: () => visit.value?.token ?? null,
    onVisitOver: () => finish('over', false),
  })

  function finish(how: string, cardReminder: boolean) {
    deps.storage.removeItem(stackKey)
    if (visit.value === null) return
    visit.value = null
    ended.value = { how, cardReminder }
  }

  function applyTerminal(t: Terminal) {
    terminal.value = t
    const now = Date.parse(t.now)
    if (!Number.isNaN(now)) clockOffset.value = now - deps.now()
  }

  // searcher gives the search engine of a language, built once for a version
  // of the content; it holds nothing of a visitor.
  function searcher(lang: Lang): Promise<Engine> {
    const known = engines.get(lang)
    if (known !== undefined) return known
    const made = api.searchDocs(lang).then(createEngine)
    engines.set(lang, made)
    made.catch(() => engines.delete(lang))
    return made
  }

  async function loadContent() {
    try {
      const got = await api.content()
      content.value = { ...got, themes: got.themes.map((t) => ({ ...t, guides: t.guides ?? [], forms: t.forms ?? [] })) }
      engines.clear()
      searcher('zh-CN').catch(() => undefined)
      noContent.value = false
    } catch (e) {
      if (e instanceof Problem) noContent.value = content.value === null
      throw e
    }
  }

  // refresh asks for the truth after a (re)connection and takes up the visit
  // that the daemon knows, or drops one that it no longer knows.
  async function refresh() {
    clearTimeout(retryTimer)
    try {
      const t = await api.terminal()
      applyTerminal(t)
      lost.value = false
      const open = t.visit ?? null
      if (visit.value !== null && open?.token !== visit.value.token) finish('restart', t.idcard.ready)
      if (visit.value === null && open !== null) {
        visit.value = newVisit(open, parseStack(deps.storage.getItem(stackKey)))
        ended.value = null
      }
      if (content.value === null || content.value.version !== t.content) await loadContent()
      await followPrint()
      await followCall()
    } catch (e) {
      lost.value ||= !(e instanceof Problem) || terminal.value === null
      retryTimer = setTimeout(() => void refresh(), retryEvery)
    }
  }

  async function followPrint() {
    const v = visit.value
    if (v?.print) v.print = await api.job(v.print.job)
  }

  // followCall asks for the visit's call; a daemon without video has none.
  async function followCall() {
    const v = visit.value
    if (v === null) return
    const call = await api.meeting.current().catch((e: unknown) => {
      if (e instanceof Problem) return v.meeting.call
      throw e
    })
    takeCall(v.meeting, call)
  }

  function onEvent(e: KioskEvent) {
    const v = visit.value
    switch (e.type) {
      case 'terminal':
        applyTerminal({ ...e.data, visit: null })
        if (e.data.content !== content.value?.version) loadContent().catch(() => undefined)
        return
      case 'visit.ended':
        return finish(e.data.how, e.data.card_reminder)
      case 'page.reload':
        return deps.reload()
    }
    if (v === null) return
    switch (e.type) {
      case 'visit.warning':
        v.warnUntil = deps.now() + e.data.seconds_left * 1000
        return
      case 'visit.resumed':
        v.warnUntil = null
        return
      case 'print.progress':
        if (v.print?.job === e.data.job) v.print = e.data
        v.meeting.printNews = e.data
        return
      case 'meeting':
        return takeCall(v.meeting, e.data)
      case 'meeting.trouble':
        v.meeting.callTrouble = e.data.code
        return
      case 'card.waiting':
      case 'card.reading':
        v.card.phase = e.type === 'card.waiting' ? 'waiting' : 'reading'
        return
      case 'card.read':
        v.card = { phase: 'read', summary: e.data, problem: '' }
        return
      case 'card.failed':
        v.card = { ...v.card, phase: 'failed', problem: e.data.detail }
    }
  }

  function start(): () => void {
    const stop = connectEvents({
      open: deps.openSocket,
      onEvent,
      onUp: () => {
        connected.value = true
        clearTimeout(lostTimer)
        lostTimer = undefined
        void refresh()
      },
      onReplaced: () => (replaced.value = true),
      onDown: () => {
        connected.value = false
        lostTimer ??= setTimeout(() => (lost.value = true), lostAfter)
      },
    })
    return () => {
      clearTimeout(lostTimer)
      clearTimeout(retryTimer)
      stop()
    }
  }

  async function begin(lang: Lang, first?: Screen) {
    const v = newVisit(await api.begin(lang))
    if (first !== undefined) v.stack = pushed(v.stack, first)
    ended.value = null
    visit.value = v
    keepStack()
  }

  // end asks the daemon to end the visit and wipes the page at once, whatever
  // the daemon answers. What was handled may be rated on the goodbye.
  async function end(handled: Handled | null = null) {
    const ticket = handled && api.civic.rateLater(handled.service, handled.item)
    const over = api.end(ticket ?? undefined)
    finish('button', terminal.value?.idcard.ready ?? false)
    const goodbye = ended.value
    ticket?.then((t) => goodbye && (goodbye.rate = t.ticket), () => undefined)
    await over.catch(() => undefined)
  }

  // leave ends the visit as end does, but shows the first screen at once, as if
  // nobody had been here.
  async function leave() {
    const done = end()
    ended.value = null
    await done
  }

  // touched reports that the visitor is there: at most every two seconds, at
  // once while the idle warning shows.
  function touched() {
    const v = visit.value
    if (v === null) return
    const now = deps.now()
    if (v.warnUntil === null && now - lastActivity < activityEvery) return
    v.warnUntil = null
    lastActivity = now
    api.activity().catch(() => undefined)
  }

  async function change(part: Partial<Settings>) {
    const v = visit.value
    if (v === null) return
    Object.assign(v.settings, part)
    await api.settings(part).catch(() => undefined)
  }

  function keepStack() {
    if (visit.value !== null) deps.storage.setItem(stackKey, JSON.stringify(visit.value.stack))
  }
  function go(to: Screen) {
    if (visit.value === null) return
    visit.value.stack = pushed(visit.value.stack, to)
    keepStack()
  }
  // anew begins a journey again, at its first question.
  function anew(journey: string) {
    if (visit.value === null) return
    visit.value.stack = pushed(withoutJourney(visit.value.stack, journey), { name: 'journey', id: journey, step: 0 })
    keepStack()
  }
  // meet shows the call, wherever the visitor is; the ways that led into it are
  // left out of the way back.
  function meet() {
    if (visit.value === null) return
    visit.value.stack = intoMeeting(visit.value.stack)
    keepStack()
  }
  function back() {
    if (visit.value === null) return
    visit.value.stack = popped(visit.value.stack)
    keepStack()
  }
  const leaveEnded = () => (ended.value = null)

  return {
    api, terminal, content, visit, ended, connected, settings, phase, clockOffset,
    start, begin, end, leave, touched, change, go, anew, meet, back, leaveEnded, searcher, now: deps.now,
  }
}

export type Kiosk = ReturnType<typeof createKiosk>
export const kioskKey: InjectionKey<Kiosk> = Symbol('kiosk')

export function useKiosk(): Kiosk {
  const kiosk = inject(kioskKey)
  if (kiosk === undefined) throw new Error('cannot find the kiosk: provide(kioskKey, …) is missing')
  return kiosk
}

// useVisit gives the open visit; only for components below the visit's root.
export function useVisit(): Visit {
  const visit = useKiosk().visit.value
  if (visit === null) throw new Error('cannot show a visit screen: no visit is open')
  return visit
}
