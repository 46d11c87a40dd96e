import { describe, expect, it } from 'vitest'
import type { Field, Form, FormPart } from '../../src/api/types'
import { fieldsOf, openFields } from '../../src/forms/prefill'
import { faultOf, tick, ticked } from '../../src/forms/validate'

const field = (id: string, more: Partial<Field> = {}): Field => ({
  id,
  label: { zh: id, en: id },
  help: { zh: '', en: '' },
  type: 'text',
  required: false,
  ...more,
})
const list: FormPart = {
  title: { zh: '证据', en: 'Evidence' },
  columns: [field('name'), field('source')],
  fields: [1, 2, 3].flatMap((n) => [field(`item.${n}.name`), field(`item.${n}.source`)]),
}
const form = { parts: [{ title: { zh: '', en: '' }, fields: [field('cause')] }, list] } as Form
const ids = (fields: Field[]) => fields.map((f) => f.id)

describe('rows of a form', () => {
  it('are all there for whoever does not fill in', () => {
    expect(fieldsOf(form)).toHaveLength(7)
  })
  it('open one after the other', () => {
    expect(ids(fieldsOf(form, {}))).toEqual(['cause', 'item.1.name', 'item.1.source'])
    expect(openFields(list, { 'item.1.source': '银行' })).toHaveLength(4)
    expect(openFields(list, { 'item.1.name': ' ' })).toHaveLength(2)
    expect(openFields(list, { 'item.1.name': 'a', 'item.2.name': 'b', 'item.3.name': 'c' })).toHaveLength(6)
  })
  it('stay open where something was written, though the row before was emptied', () => {
    expect(ids(openFields(list, { 'item.3.name': 'c' }))).toEqual(['item.1.name', 'item.1.source', 'item.3.name', 'item.3.source'])
  })
})

describe('a choice of several', () => {
  const options = ['甲', '乙', '丙'].map((zh) => ({ zh, en: zh }))
  const many = field('x', { type: 'choice', many: true, options })
  it('keeps the order of the options', () => {
    expect(tick(many, tick(many, '', '丙'), '甲')).toBe('甲\n丙')
    expect(tick(many, '甲\n丙', '甲')).toBe('丙')
    expect(tick(many, '丙', '丙')).toBe('')
  })
  it('is checked option by option', () => {
    expect(faultOf(many, '甲\n丙', '2026-11-22')).toBeNull()
    expect(faultOf(many, '甲\n丁', '2026-11-22')).toEqual({ key: 'choice' })
    expect(faultOf({ ...many, required: true }, '', '2026-11-22')).toEqual({ key: 'choice' })
  })
  it('of one only changes and, if it may be empty, is taken back', () => {
    const one = field('y', { type: 'choice', options })
    expect(tick(one, '甲', '乙')).toBe('乙')
    expect(tick(one, '甲', '甲')).toBe('')
    expect(tick({ ...one, required: true }, '甲', '甲')).toBe('甲')
    expect(ticked(one, '甲')).toEqual(['甲'])
  })
})
