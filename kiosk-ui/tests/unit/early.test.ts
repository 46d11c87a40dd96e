import { describe, expect, it } from 'vitest'
import type { Field, FieldType } from '../../src/api/types'
import { earlyFault } from '../../src/forms/early'
import { faultOf } from '../../src/forms/validate'

const none = { zh: '', en: '' }
function field(type: FieldType, more: Partial<Field> = {}): Field {
  return { id: 'f', label: { zh: '项', en: 'item' }, help: none, type, required: true, ...more }
}
const today = '2026-11-22'
const whole = '110101199001010015'

describe('earlyFault', () => {
  it.each<[string, Field, string, string | null]>([
    ['nothing yet', field('idnumber'), '', null],
    ['half an ID number', field('idnumber'), '110101199', null],
    ['half an ID number with a letter', field('idnumber'), '110X', 'idShape'],
    ['an X that comes too early', field('idnumber'), '1101011990010100X', 'idShape'],
    ['a day of birth that never was', field('idnumber'), '11010119900230', 'idBirth'],
    ['a day of birth', field('idnumber'), '11010119900228', null],
    ['17 digits', field('idnumber'), whole.slice(0, 17), null],
    ['a whole ID number', field('idnumber'), whole, null],
    ['a wrong check digit', field('idnumber'), `${whole.slice(0, 17)}6`, 'idCheck'],
    ['the first digit of a phone', field('phone'), '1', null],
    ['half a mobile number', field('phone'), '138', null],
    ['a mobile number', field('phone'), '13800001234', null],
    ['a mobile number that none begins like', field('phone'), '12', 'phone'],
    ['one digit too many', field('phone'), '138000012345', 'phone'],
    ['half a landline', field('phone'), '0851-8', null],
    ['a phone without area code', field('phone'), '8', 'phone'],
    ['a sum', field('money'), '12000', null],
    ['a sum with a point', field('money'), '12000.', null],
    ['three decimals', field('money'), '1.005', 'money'],
    ['two points', field('money'), '1.0.', 'money'],
    ['a year', field('date'), '2024', null],
    ['a year long ago', field('date'), '1024', 'date'],
    ['the first digit of a month', field('date'), '2024-1', null],
    ['no such month', field('date'), '2024-13', 'date'],
    ['no month begins like this', field('date'), '2024-3', 'date'],
    ['no day begins like this', field('date'), '2024-02-4', 'date'],
    ['no such day', field('date'), '2023-02-29', 'date'],
    ['a leap day', field('date'), '2024-02-29', null],
    ['a birth tomorrow', field('date', { card: 'birth' }), '2026-11-23', 'future'],
    ['a name', field('name'), '测试甲', null],
    ['a name with digits', field('name'), '测试1', 'name'],
    ['too many characters', field('text', { max: 3 }), '一二三四', 'long'],
  ])('%s', (_, f, value, key) => expect(earlyFault(f, value, today)?.key ?? null).toBe(key))

  // What is right when it is whole is never called wrong on the way there.
  it.each<[FieldType, string]>([
    ['idnumber', whole],
    ['phone', '13800001234'],
    ['phone', '0851-80000000'],
    ['phone', '010-80000000'],
    ['money', '12345678901.25'],
    ['date', '2024-02-29'],
    ['date', '1999-12-31'],
    ['name', '测试甲乙'],
  ])('says nothing on the way to a right %s', (type, value) => {
    for (let n = 1; n <= value.length; n++) expect(earlyFault(field(type), value.slice(0, n), today), value.slice(0, n)).toBeNull()
    expect(faultOf(field(type), value, today)).toBeNull()
  })

  // And it never says what the check at the end would not.
  it('is never stricter than the check of the whole', () => {
    for (const type of ['idnumber', 'phone', 'money', 'date', 'name', 'text'] as const) {
      for (const value of ['1', '19', '123456789012345678', '2024-02-29', '0', '.', '1.', 'x', '测试', '13800001234', '110101199001010015']) {
        if (faultOf(field(type), value, today) === null) expect(earlyFault(field(type), value, today), `${type} ${value}`).toBeNull()
      }
    }
  })
})
