import { createRouter, createWebHistory } from 'vue-router'
import { resume } from './session/session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/signin', name: 'signin', component: () => import('./pages/SignIn.vue'), meta: { open: true, title: 'signin.title' } },
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue'), meta: { title: 'overview.title' } },
    { path: '/kiosks', name: 'kiosks', component: () => import('./pages/KiosksPage.vue'), meta: { title: 'list.title' } },
    // A kiosk opens in a drawer over the list; this is the address to write down.
    { path: '/kiosks/:id', redirect: (to) => ({ name: 'kiosks', query: { kiosk: String(to.params.id) } }) },
    { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'audit.title' } },
    { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue'), meta: { title: 'page.lost' } },
  ],
})

// After an update of the server the old page's parts are gone: load the new page.
router.onError((_, to) => {
  const mark = 'lk.console.reloaded'
  if (sessionStorage.getItem(mark) === to.fullPath) return
  sessionStorage.setItem(mark, to.fullPath)
  window.location.assign(to.fullPath)
})
router.afterEach(() => sessionStorage.removeItem('lk.console.reloaded'))

router.beforeEach(async (to) => {
  if (to.meta.open === true) return true
  if (await resume()) return true
  return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})
