import { createRouter, createWebHistory } from 'vue-router'
import { ComeBack } from './comeBack'
import { homeOf, maySee } from './session/places'
import { resume, session } from './session/session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/signin', name: 'signin', component: () => import('./pages/SignIn.vue'), meta: { open: true, title: 'signin.title' } },
    // Guests come by an invitation and need no session.
    { path: '/join/:link?', name: 'join', component: () => import('./pages/JoinPage.vue'), meta: { open: true, title: 'join.title' } },
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue'), meta: { title: 'overview.title' } },
    { path: '/kiosks', name: 'kiosks', component: () => import('./pages/KiosksPage.vue'), meta: { title: 'list.title' } },
    // A kiosk opens in a drawer over the list; this is the address to write down.
    { path: '/kiosks/:id', redirect: (to) => ({ name: 'kiosks', query: { kiosk: String(to.params.id) } }) },
    { path: '/desk', name: 'desk', component: () => import('./pages/DeskPage.vue'), meta: { title: 'desk.title' } },
    { path: '/desk/tasks', name: 'tasks', component: () => import('./pages/TasksPage.vue'), meta: { title: 'tasks.title' } },
    { path: '/roster', name: 'roster', component: () => import('./pages/RosterPage.vue'), meta: { title: 'roster.title' } },
    { path: '/meetings', name: 'meetings', component: () => import('./pages/MeetingsPage.vue'), meta: { title: 'meetings.title' } },
    { path: '/opinions', name: 'opinions', component: () => import('./pages/OpinionsPage.vue'), meta: { title: 'opinions.title' } },
    { path: '/ratings', name: 'ratings', component: () => import('./pages/RatingsPage.vue'), meta: { title: 'ratings.title' } },
    { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'audit.title' } },
    { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue'), meta: { title: 'page.lost' } },
  ],
})

/** Loads the page anew where a part of it is lost, once the server answers. */
export const comeBack = new ComeBack({
  answers: async () => (await fetch('/healthz', { cache: 'no-store' })).ok,
  pause: (ms) => new Promise((done) => window.setTimeout(done, ms)),
  load: (path) => window.location.assign(path),
  marks: sessionStorage,
})
router.onError((_, to) => void comeBack.failed(to.fullPath))
router.afterEach(() => comeBack.arrived())

router.beforeEach(async (to) => {
  if (to.meta.open === true) return true
  if (!(await resume()) || !session.value) return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return maySee(session.value.role, to.name) ? true : { name: homeOf(session.value.role) }
})
