import { describe, expect, it } from 'vitest'
import type { Field } from '../../src/api/types'
import { resumed, stoppedAt } from '../../src/forms/resume'

function field(id: string, more: Partial<Field> = {}): Field {
  return { id, label: { zh: id, en: id }, help: { zh: '', en: '' }, type: 'text', required: false, ...more }
}
const fields = [field('name', { required: true, card: 'name' }), field('job'), field('phone', { required: true }), field('claims', { required: true }), field('remark')]

describe('where somebody stopped', () => {
  it.each<[string, Record<string, string>, number]>([
    ['nothing filled in', {}, 0],
    ['what the card said', { name: '测试甲' }, 1],
    ['in the middle', { name: '测试甲', job: '工人', phone: '13800001234' }, 3],
    ['something left out on purpose', { name: '测试甲', phone: '13800001234' }, 3],
    ['something needed was left out', { name: '测试甲', claims: '工资' }, 2],
    ['before the last, which nobody needs', { name: '测试甲', job: '工人', phone: '1', claims: '工资' }, 4],
    ['everything', { name: '测试甲', job: '工人', phone: '1', claims: '工资', remark: '无' }, 5],
    ['spaces are nothing', { name: '测试甲', job: '  ' }, 1],
  ])('%s', (_, values, at) => expect(stoppedAt(fields, values)).toBe(at))

  it('is where one goes on, with the same number', () => {
    const until = '2026-11-29T00:00:00Z'
    expect(resumed(fields, { form: 'f', values: { name: '测试甲' }, until }, '000000000000')).toEqual({
      stage: 'ask', step: 1, values: { name: '测试甲' }, kept: { code: '000000000000', until },
    })
    const all = Object.fromEntries(fields.map((f) => [f.id, 'x']))
    expect(resumed(fields, { form: 'f', values: all, until }, '0').stage).toBe('review')
  })
})
