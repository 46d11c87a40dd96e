import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export const bin = resolve(process.env['LAWKIOSK_BIN'] ?? join(root, 'bin'))
export const content = resolve(process.env['LAWKIOSK_CONTENT'] ?? join(root, 'content'))
export const pictures = join(root, 'var/shots')
export const readmePictures = join(root, 'docs/images')
