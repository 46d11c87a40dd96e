import { ElMessage } from 'element-plus'
import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { faultText } from '@/api/faultText'
import { Problem } from '@/api/problem'

/** One thing at a time that somebody asked for; a fault becomes a sentence. */
export function useAct(): { busy: Ref<boolean>; act: (todo: () => Promise<unknown>, said?: string) => Promise<void> } {
  const { t } = useI18n()
  const busy = ref(false)
  async function act(todo: () => Promise<unknown>, said?: string): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await todo()
      if (said) ElMessage.success(said)
    } catch (fault) {
      ElMessage.error({ message: faultText(fault instanceof Problem ? fault : new Problem(0, ''), t), duration: 6000 })
    } finally {
      busy.value = false
    }
  }
  return { busy, act }
}
