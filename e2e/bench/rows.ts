import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** One figure, as scripts/bench writes it. */
export interface Row {
  name: string
  value: number
  unit: string
  against: string
  limit: number
  ratio: number
  goal: string
  met: boolean
}

export function row(name: string, value: number, unit: string, more: { against?: string; limit?: number; goal?: string; met?: boolean } = {}): Row {
  const { against = '', limit = 0, goal = '', met = true } = more
  const short = (n: number) => Math.round(n * 1000) / 1000
  return { name, value: short(value), unit, against, limit: short(limit), ratio: short(limit === 0 ? 0 : value / limit), goal, met }
}

export function middle(values: number[], share = 0.5): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function write(path: string, rows: Row[]): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''))
  console.table(rows, ['name', 'value', 'unit', 'against', 'limit', 'goal', 'met'])
}
