import type { Screen } from '../../kiosk-ui/src/nav.ts'
import type { Stop, Walk } from './kioskScreens.ts'

// The screens that lead from a problem to a dated plan.

const id = (name: string) => `[data-testid="${name}"]`
const journey = (name: string): Screen => ({ name: 'journey', id: name, step: 0 })

/** Taps one after the other; each waits for the last to have done its work. */
async function taps(w: Walk, ...names: string[]): Promise<void> {
  for (const name of names) await w.tap(id(name))
}

/** The quick choice of a day half a year ago, or the wheels where there is no room for it. */
async function halfAYearAgo(w: Walk): Promise<void> {
  const quick = w.kiosk.page.locator('.quick .btn').nth(2)
  if (await quick.isVisible()) await w.kiosk.tap(quick)
  else for (let n = 0; n < 5; n++) await w.tap(id('month-earlier'))
}

export const planStops: Stop[] = [
  { name: 'themes', show: async (w) => { await w.at({ name: 'themes' }); await w.see('.themes .tile') } },
  { name: 'journey', show: async (w) => { await w.at(journey('unpaid-wages')); await w.see(id('choice-company')) } },
  { name: 'journey-date', show: async (w) => { await taps(w, 'choice-company', 'choice-no', 'choice-left'); await w.see(id('date-said')) } },
  {
    name: 'plan',
    show: async (w) => {
      await halfAYearAgo(w)
      await w.tap(id('journey-next'))
      await w.see(`${id('journey-next')}`)
      await w.tap(id('journey-unknown'))
      await w.see(id('period-labour-arbitration'))
    },
  },
  { name: 'plan-how', show: async (w) => { await w.tap(id('how')); await w.see(id('how-counted')) } },
  { name: 'plan-print', show: async (w) => { await w.tap(id('print-all')); await w.see('[role=dialog] .go') } },
  { name: 'plan-phone', show: async (w) => { await w.tap('[role=dialog] .close'); await w.tap(id('take-along')); await w.see('[role=dialog] img') } },
  {
    name: 'plan-further',
    show: async (w) => {
      await w.tap('[role=dialog] .close')
      await w.kiosk.page.locator(id('bring-0')).scrollIntoViewIfNeeded()
      await w.tap(id('bring-0'))
    },
  },
  { name: 'plan-end', show: async (w) => w.kiosk.page.locator(id('basis')).scrollIntoViewIfNeeded() },
  { name: 'plan-lost', show: async (w) => { await w.at({ name: 'plan', id: 'unpaid-wages' }); await w.see('.lost .main') } },
  { name: 'journey-amount', show: async (w) => { await w.at(journey('private-loan')); await taps(w, 'choice-note', 'choice-no'); await w.see(id('number-shown')) } },
  { name: 'journey-fault', show: async (w) => { await w.tap(id('journey-next')); await w.see('.pad .fault') } },
  {
    name: 'plan-open',
    show: async (w) => {
      await w.kiosk.tap(w.kiosk.page.locator('.keypad .key').first())
      await taps(w, 'journey-next', 'choice-agrees')
      await w.see(id('period-civil-limitation'))
    },
  },
  { name: 'plan-asks', show: async (w) => { await w.tap(id('ask')); await w.see(id('to-plan')) } },
  { name: 'plan-counted', show: async (w) => { await w.tap(id('count')); await w.see(id('left')) } },
  { name: 'journey-discreet', show: async (w) => { await w.at(journey('domestic-violence')); await w.see(id('quick-exit')) } },
  { name: 'plan-discreet', show: async (w) => { await taps(w, 'choice-danger'); await w.see(id('urgent')) } },
  { name: 'count', show: async (w) => { await w.at({ name: 'count' }); await w.see('.count .tile') } },
  { name: 'count-theme', show: async (w) => { await w.at({ name: 'count', theme: 'unpaid-wages' }); await w.see('.count .stack button') } },
  { name: 'reckon-period', show: async (w) => { await w.at({ name: 'reckon', what: 'period', id: 'labour-arbitration' }); await w.see(id('count')) } },
  { name: 'reckon-counted', show: async (w) => { await w.tap(id('count')); await w.see(id('left')) } },
  { name: 'reckon-amount', show: async (w) => { await w.at({ name: 'reckon', what: 'amount', id: 'court-fee' }); await w.see(id('amount-ask')) } },
]
