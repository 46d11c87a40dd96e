import { ref } from 'vue'

/** Somebody is at work without touching the page: a lawyer who talks, or waits on duty for a ring. */
export const inUse = ref(false)
