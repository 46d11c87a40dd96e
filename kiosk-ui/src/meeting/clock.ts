// Times of a call belong to the fleet's clock, which a kiosk's clock may be far
// from. Each snapshot says what time it is there; the difference is kept.

// offsetOf gives what to add to the page's clock (ms) to have the fleet's, as
// a snapshot that was received at that moment tells; 0 for an unreadable time.
export function offsetOf(fleetNow: string, receivedAt: number): number {
  const there = Date.parse(fleetNow)
  return Number.isNaN(there) ? 0 : there - receivedAt
}

// moment gives a time of the fleet in the page's milliseconds; null where there
// is none (Go writes year 1 for a time that is not set).
export function moment(fleetTime: string | undefined, offset: number): number | null {
  if (fleetTime === undefined) return null
  const there = Date.parse(fleetTime)
  return Number.isNaN(there) || there <= 0 ? null : there - offset
}

const zone = 'Asia/Shanghai'

// saysDay: "11月24日 星期二"; saysTime: "09:30". In the country's time, which
// is what a citizen's calendar shows.
export function saysDay(fleetTime: string, lang: string): string {
  return new Intl.DateTimeFormat(lang, { month: 'long', day: 'numeric', weekday: 'long', timeZone: zone }).format(new Date(fleetTime))
}

export function saysTime(fleetTime: string): string {
  return new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone }).format(new Date(fleetTime))
}

// dayKey groups times by day of the country: "2026-11-24".
export function dayKey(fleetTime: string): string {
  return new Date(Date.parse(fleetTime) + 8 * 3600_000).toISOString().slice(0, 10)
}

// saysLength: "2:05" of seconds.
export function saysLength(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
