// Copies the two weights that papers use to dist/, where fonts.go embeds them.
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const family = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
mkdirSync(join(here, 'dist'), { recursive: true })
for (const file of ['400Regular/NotoSansSC_400Regular.ttf', '700Bold/NotoSansSC_700Bold.ttf', 'LICENSE_FONT']) {
  copyFileSync(join(family, file), join(here, 'dist', file.split('/').pop()))
}
