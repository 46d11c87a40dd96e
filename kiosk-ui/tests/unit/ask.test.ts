import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, reactive } from 'vue'
import type { Field } from '../../src/api/types'
import FormAsk from '../../src/components/FormAsk.vue'
import { earlyFault } from '../../src/forms/early'
import { faultOf } from '../../src/forms/validate'
import { makeI18n } from '../../src/i18n'
import zh from '../../src/i18n/zh-CN'

const today = '2026-11-22'
const id: Field = { id: 'id', label: { zh: '身份证号码', en: 'ID number' }, help: { zh: '', en: '' }, type: 'idnumber', required: true }

// asked shows a question as the form's screen does.
function asked(field: Field) {
  const values = reactive<Record<string, string>>({})
  const said: string[] = []
  const screen = defineComponent(() => () => {
    const value = values[field.id] ?? ''
    return h(FormAsk, {
      modelValue: values, field, part: field.label, step: 0, total: 2, keepable: value !== '',
      fault: faultOf(field, value, today), early: earlyFault(field, value, today),
      onNext: () => said.push('next'), onKeep: () => said.push('keep'),
    })
  })
  const at = mount(screen, { global: { plugins: [makeI18n()], stubs: { KeyboardSlot: true } }, attachTo: document.body })
  const fault = () => (at.find('[role=alert]').exists() ? at.find('[role=alert]').text() : '')
  return { at, values, said, fault, type: (text: string) => at.find('input').setValue(text) }
}

describe('a question of a form', () => {
  it('says beside the field what is wrong as soon as no key can mend it', async () => {
    const { at, type, fault } = asked(id)
    await type('1101011990')
    expect(fault()).toBe('')
    await type('110101199001010016')
    expect(fault()).toBe(zh.fault.idCheck)
    expect(at.find('input').attributes()).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': 'fault-id' })
    await type('110101199001010015')
    expect(fault()).toBe('')
    at.unmount()
  })

  it('goes on only with a right entry and says why it does not', async () => {
    const { at, type, fault, said } = asked(id)
    const next = () => at.find('.btn.main').trigger('click')
    await next()
    expect(fault()).toBe(zh.fault.required)
    await type('110101')
    expect(fault()).toBe('')
    await next()
    expect(fault()).toBe(zh.fault.idLength.replace('{n}', '6'))
    await type('110101199001010015')
    await next()
    expect(said).toEqual(['next'])
    at.unmount()
  })

  it('can be kept for another time once there is something to keep', async () => {
    const { at, type, said } = asked(id)
    const keep = () => at.find('[data-testid=keep]')
    expect(keep().attributes('disabled')).toBeDefined()
    await type('110101')
    await keep().trigger('click')
    expect(said).toEqual(['keep'])
    at.unmount()
  })
})
