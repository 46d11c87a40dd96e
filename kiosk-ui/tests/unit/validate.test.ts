import { describe, expect, it } from 'vitest'
import type { CardFields, Field, FieldType, Form } from '../../src/api/types'
import { prefilled } from '../../src/forms/prefill'
import { dateFromDigits, faultOf, validDate } from '../../src/forms/validate'

const none = { zh: '', en: '' }
function field(type: FieldType, more: Partial<Field> = {}): Field {
  return { id: 'f', label: { zh: '项', en: 'item' }, help: none, type, required: false, ...more }
}
const today = '2026-11-22'

// The last character of an ID number, by GB 11643.
function withCheck(first17: string): string {
  const sum = [...first17].reduce((s, d, i) => s + Number(d) * (2 ** (17 - i) % 11), 0)
  return first17 + ('10X98765432'[sum % 11] ?? '')
}

describe('faultOf', () => {
  it.each<[string, Field, string, string | null]>([
    ['an empty optional field', field('text'), '', null],
    ['an empty required field', field('text', { required: true }), '  ', 'required'],
    ['no choice made', field('choice', { required: true, options: [{ zh: '男', en: 'Male' }] }), '', 'choice'],
    ['an unknown choice', field('choice', { options: [{ zh: '男', en: 'Male' }] }), '其他', 'choice'],
    ['a known choice', field('choice', { options: [{ zh: '男', en: 'Male' }] }), '男', null],
    ['too many characters', field('text', { max: 3 }), '一二三四', 'long'],
    ['a name', field('name'), '测试甲', null],
    ['a name with digits', field('name'), '测试1', 'name'],
    ['a short ID number', field('idnumber'), '11010119900101', 'idLength'],
    ['an ID number of letters', field('idnumber'), '11010119900101ABCD', 'idShape'],
    ['an ID number', field('idnumber'), withCheck('11010119900101001'), null],
    ['an ID number with a small x', field('idnumber'), idWithX().toLowerCase(), null],
    ['an ID number with a wrong end', field('idnumber'), wrongEnd(withCheck('11010119900101001')), 'idCheck'],
    ['an ID number of no day', field('idnumber'), withCheck('11010119900230001'), 'idBirth'],
    ['a mobile number', field('phone'), '13800001234', null],
    ['a landline', field('phone'), '0851-8000000', null],
    ['the hotline', field('phone'), '12348', 'phone'],
    ['a day', field('date'), '2024-02-29', null],
    ['a day that was not', field('date'), '2023-02-29', 'date'],
    ['half a day', field('date'), '2023-02', 'dateLength'],
    ['a birth tomorrow', field('date', { card: 'birth' }), '2026-11-23', 'future'],
    ['an appointment tomorrow', field('date'), '2026-11-23', null],
    ['a sum', field('money'), '12000.50', null],
    ['three decimals', field('money'), '1.005', 'money'],
    ['words for a sum', field('money'), '一万', 'money'],
  ])('%s', (_, f, value, key) => expect(faultOf(f, value, today)?.key ?? null).toBe(key))

  function idWithX(): string {
    for (let n = 0; n < 999; n++) {
      const id = withCheck(`11010119900101${String(n).padStart(3, '0')}`)
      if (id.endsWith('X')) return id
    }
    throw new Error('no number ends in X')
  }
  function wrongEnd(id: string): string {
    return id.slice(0, 17) + (id.endsWith('1') ? '2' : '1')
  }
})

describe('dates', () => {
  it.each([
    ['2024', '2024'],
    ['20240', '2024-0'],
    ['20240305', '2024-03-05'],
    ['2024-03-0599', '2024-03-05'],
  ])('%s becomes %s', (typed, shown) => expect(dateFromDigits(typed)).toBe(shown))
  it('knows the calendar', () => {
    expect(validDate('2000-02-29')).toBe(true)
    expect(validDate('1900-02-29')).toBe(false)
    expect(validDate('2026-13-01')).toBe(false)
  })
})

describe('prefilled', () => {
  const card: CardFields = { name: '测试甲', sex: '男', nation: '汉', birth: '19900101', address: '样例路1号', id: '110101' }
  const form = {
    parts: [{ title: none, fields: [field('name', { id: 'name', card: 'name' }), field('date', { id: 'born', card: 'birth' }), field('text', { id: 'job' })] }],
  } as unknown as Form

  it('fills what the card knows and leaves what was entered', () => {
    expect(prefilled(form, card, {})).toEqual({ name: '测试甲', born: '1990-01-01' })
    expect(prefilled(form, card, { name: '测试乙', job: '木工' })).toEqual({ name: '测试乙', born: '1990-01-01', job: '木工' })
  })
})
