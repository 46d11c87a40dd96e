import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    /** The key of the page's title. */
    title?: string
  }
}
