import type { Task } from '@/api/desk'

/** The overdue first, then what is due next; what has no time comes last. */
export function byDue(tasks: readonly Task[]): Task[] {
  const at = (x: Task): number => (x.due && !x.due.startsWith('0001-') ? Date.parse(x.due) || Infinity : Infinity)
  return [...tasks].sort((a, b) => Number(b.overdue) - Number(a.overdue) || at(a) - at(b) || a.id.localeCompare(b.id))
}

/** A receipt's number as people read it out: "4821 0937 5516". */
export const spoken = (number: string): string => number.replace(/(\d{4})(?=\d)/g, '$1 ')
