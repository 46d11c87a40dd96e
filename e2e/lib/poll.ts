import { setTimeout as pause } from 'node:timers/promises'

/** Waits until a condition outside of the browser holds. */
export async function poll(what: string, holds: () => Promise<boolean> | boolean, within = 40_000): Promise<void> {
  const end = Date.now() + within
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${within / 1000} s in vain for ${what}`)
    await pause(50)
  }
}
