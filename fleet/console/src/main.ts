import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-drawer.css'
import 'element-plus/theme-chalk/el-dropdown.css'
import 'element-plus/theme-chalk/el-dropdown-menu.css'
import 'element-plus/theme-chalk/el-dropdown-item.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-popper.css'
import 'element-plus/theme-chalk/el-scrollbar.css'
import 'element-plus/theme-chalk/el-skeleton.css'
import 'element-plus/theme-chalk/el-skeleton-item.css'
import 'element-plus/theme-chalk/el-tooltip.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'
import App from './App.vue'
import { whenSignedOut } from './api/client'
import { hurryWithTheBrowser } from './api/useLive'
import { startClock } from './format/now'
import { applyLocale, i18n } from './i18n'
import { router } from './router'
import { lose, whenLost } from './session/session'

applyLocale()
startClock()
hurryWithTheBrowser()
function signedOut(): void {
  const at = router.currentRoute.value
  if (at.name === 'signin') return
  lose()
  void router.replace({ name: 'signin', query: { why: 'expired', next: at.fullPath } })
}
whenSignedOut(signedOut)
whenLost(signedOut)

createApp(App).use(i18n).use(router).mount('#app')
