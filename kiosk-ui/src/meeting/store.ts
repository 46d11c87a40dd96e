import { computed, effectScope, inject, ref, watch, type InjectionKey } from 'vue'
import type { MeetingCalls } from './api'
import { offsetOf } from './clock'
import type { Devices } from './devices'
import { createEars } from './ears'
import { createKeyring, type Keyring } from './keyring'
import { createLocal } from './local'
import { createSession, type SessionDeps } from './session'
import { runs, takeCall } from './snapshot'
import { createChimes } from './sound'
import { createTurnOn } from './turnOn'
import type { Call, Here, NewCall, Person } from './types'
import type { CallBox } from './visit'
import { createPaperwork } from './paperwork'

export interface MeetingDeps {
  api: MeetingCalls
  box: CallBox // the visit's own place for its call
  devices: Devices
  makeRoom: SessionDeps['makeRoom']
  origin: string
  now: () => number
}

const hereEvery = 4000 // ms
const ringEvery = 5000 // ms

// createMeeting is the one state of a video meeting. Everything shown follows
// from the last snapshot of the call; this store keeps the devices, the room, the
// keys and the papers in step with it. dispose() leaves no device open.
export function createMeeting(deps: MeetingDeps) {
  const { api, box } = deps
  const scope = effectScope()
  const offset = ref(0)
  const quiet = ref(false)
  let keyring: Keyring | null = null
  let keyringOf = ''
  let lastHere = ''
  let gone = false // the visit is over: there is nobody to speak for

  const call = computed(() => box.call)
  const state = computed(() => box.call?.state ?? null)
  const running = computed(() => runs(box.call))
  const people = computed<Person[]>(() => box.call?.people ?? [])
  const others = computed(() => people.value.filter((p) => p.identity !== box.call?.me))

  const ears = createEars()
  const chimes = createChimes(() => ears.volume.value)
  const local = createLocal(deps.devices, () => changed())
  const turnOn = createTurnOn(local, () => box.consult)
  const session = createSession({
    token: api.token,
    origin: deps.origin,
    makeRoom: deps.makeRoom,
    outgoing: () => ({ camera: local.tracks.camera, microphone: local.tracks.microphone, paper: local.tracks.paper }),
    onChange: () => void sayHere(),
  })
  const take = (came: Call) => takeCall(box, came)
  const paperwork = createPaperwork({ api, box, take })

  // act runs a call of the daemon and takes the snapshot it answers with.
  async function act(asked: Promise<Call>): Promise<Call> {
    const came = await asked
    take(came)
    return came
  }

  function here(): Here {
    return { joined: session.state.net === 'up', camera: local.words.camera, microphone: local.words.microphone, path: session.state.path }
  }
  // sayHere tells at once what changed. Before a call there is nobody to tell:
  // the daemon sees an open camera by itself.
  async function sayHere(always = false) {
    if (gone || !runs(box.call)) return
    const now = here()
    const text = JSON.stringify(now)
    if (!always && text === lastHere) return
    lastHere = text
    await act(api.here(now)).catch(() => (lastHere = ''))
  }
  function changed() {
    session.publish()
    void sayHere()
  }

  function follow(now: Call) {
    offset.value = offsetOf(now.now, deps.now())
    if (keyringOf !== now.id) {
      keyring?.close()
      session.forgetKey()
      keyringOf = now.id
      keyring = createKeyring({ post: (k) => act(api.keys(k)), onKey: session.setKey })
    }
    void keyring?.follow(now)
    session.setEncrypted(Boolean(now.keys))
    paperwork.follow(now)
  }

  // enter joins, where the page is not in the room already, and lets the others see
  // and hear the citizen soon.
  function enter() {
    join()
    session.talk()
    turnOn.begin()
  }
  function join() {
    session.start(Boolean(box.call?.keys))
  }
  function letGo() {
    turnOn.stop()
    session.stop()
    local.closeAll()
  }

  scope.run(() => {
    watch(() => box.call, (now) => now !== null && follow(now), { immediate: true })
    watch(state, (now, before) => {
      if (now === 'talking') {
        if (before === 'waiting') chimes.play('answered')
        return enter()
      }
      if (before === 'talking' || before === 'waiting' || now === 'waiting') letGo()
    }, { immediate: true })
    watch(() => state.value === 'waiting' && (box.call?.room ?? '') !== '', (ready) => ready && join(), { immediate: true })
    watch(() => box.printNews, (news) => news !== null && paperwork.progress(news))
    watch(() => session.seen.sounds, (sounds) => ears.hear(sounds.map((s) => s.track)))
    watch(() => box.callTrouble, (is, was) => is === '' && was !== '' && session.hurry())
  })
  const beats = [
    setInterval(() => running.value && void sayHere(true), hereEvery),
    setInterval(() => state.value === 'waiting' && !quiet.value && chimes.play('ring'), ringEvery),
  ]

  async function begin(ask: NewCall) {
    box.doneWith = ''
    return act(api.begin(ask))
  }
  async function leave() {
    letGo()
    await act(api.leave())
  }
  function dispose() {
    gone = true
    beats.forEach(clearInterval)
    scope.stop()
    letGo()
    keyring?.close()
    ears.close()
    chimes.close()
  }

  return {
    api, box, call, state, running, people, others, offset, quiet, ears, chimes, local, session, paperwork,
    act, begin, leave, turnOn, dispose, now: deps.now,
    join: (code: string) => act(api.join(code)),
    // done puts an ended call away.
    done() {
      box.doneWith = box.call?.id ?? ''
      box.call = null
    },
  }
}

export type Meeting = ReturnType<typeof createMeeting>
export const meetingKey: InjectionKey<Meeting> = Symbol('meeting')

export function useMeeting(): Meeting {
  const meeting = inject(meetingKey)
  if (meeting === undefined) throw new Error('cannot find the meeting: it is provided below the root of a visit')
  return meeting
}
