import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/500.css'
import '@fontsource/noto-sans-sc/700.css'
import './base.css'
import { createApp } from 'vue'
import App from './App.vue'
import { guardPage } from './guards'
import { makeI18n } from './i18n'
import { createKiosk, kioskKey } from './state/kiosk'

const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
const kiosk = createKiosk({
  fetch: (...request) => fetch(...request),
  openSocket: () => new WebSocket(`${scheme}://${location.host}/api/events`),
  storage: sessionStorage,
  reload: () => location.reload(),
  now: () => Date.now(),
})

guardPage(document)
createApp(App).use(makeI18n()).provide(kioskKey, kiosk).mount('#app')
kiosk.start()
