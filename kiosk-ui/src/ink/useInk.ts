import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Reader } from './client'
import type { Point, Stroke } from './strokes'

// How long the finger rests before what it wrote is read.
export const pause = 500

// useInk holds what stands in the box: strokes, and what they may mean. Nothing
// is written into a field without a choice. After a choice the box is empty.
export function useInk(reader: Reader, name: () => boolean, height: () => number) {
  const strokes = shallowRef<readonly Stroke[]>([])
  const current = shallowRef<readonly Point[]>([])
  const candidates = shallowRef<readonly string[]>([])
  const read = ref(false) // the strokes in the box have been read
  const loading = ref(true)
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  reader.ready.then(
    () => (loading.value = false),
    () => (failed.value = true),
  )
  onScopeDispose(forget)

  function forget() {
    clearTimeout(timer)
    turn++
    strokes.value = []
    current.value = []
    candidates.value = []
    read.value = false
  }
  // Candidates stay while writing goes on: they change once it is read again.
  function later() {
    clearTimeout(timer)
    turn++
    read.value = false
    timer = setTimeout(() => void now(), pause)
  }
  async function now() {
    clearTimeout(timer)
    if (strokes.value.length === 0 || failed.value) return
    const mine = ++turn
    const writing = { strokes: [...strokes.value], boxHeight: height(), name: name() }
    try {
      const found = await reader.read(writing)
      if (mine !== turn) return // more was written meanwhile, or all was wiped
      candidates.value = found
      read.value = true
    } catch {
      failed.value = true
    }
  }

  function begin(p: Point) {
    clearTimeout(timer)
    current.value = [p]
  }
  function move(points: readonly Point[]) {
    if (current.value.length > 0) current.value = [...current.value, ...points]
  }
  function end() {
    if (current.value.length === 0) return
    strokes.value = [...strokes.value, current.value]
    current.value = []
    later()
  }
  // A touch that the system took away was not meant as a stroke.
  function drop() {
    current.value = []
    if (strokes.value.length > 0) later()
  }
  function undo() {
    current.value = []
    strokes.value = strokes.value.slice(0, -1)
    if (strokes.value.length === 0) forget()
    else later()
  }

  return { strokes, current, candidates, read, loading, failed, begin, move, end, drop, undo, now, forget }
}
