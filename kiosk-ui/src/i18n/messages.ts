import type zh from './zh-CN'

type Same<T> = T extends string ? string : T extends readonly string[] ? readonly string[] : { [K in keyof T]: Same<T[K]> }

// Messages is the shape of every language: that of the Chinese words.
export type Messages = Same<typeof zh>
