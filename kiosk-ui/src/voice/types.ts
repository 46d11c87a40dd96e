/** What is read aloud: a text of the content, named and never sent. */
export interface Spoken {
  kind: 'question' | 'plan' | 'guide' | 'section' | 'frame'
  id: string
  part?: string
}

export interface VoiceAsk extends Spoken {
  lang: 'zh-CN' | 'en'
  auto: boolean // nobody touched a button for it
}

export const keyOf = (what: Spoken) => `${what.kind} ${what.id} ${what.part ?? ''}`

/** How loud it is, by step. The softest can still be heard: no step is silence. */
export const volumes = [0.35, 0.55, 0.8, 1] as const
export const usualLoudness = 2
