/** Language and colours, as they were chosen: at once where somebody chooses them, soon where that was another face. */

import { settingOf } from '../../shared/settings.ts'
import type { SettingView } from '../../shared/setting-view.ts'
import { loadWords, speech } from '../words/words.ts'

/** As it was the last time, so that nothing flickers before the engine was asked. */
const key = 'longshore.appearance'
const known: Record<string, unknown> = remembered()

function remembered(): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof found === 'object' && found !== null ? { ...found } : {}
  } catch {
    return {}
  }
}

/** Takes what of these is about how the page looks, and keeps it for the next time. */
export async function takeAppearance(found: readonly SettingView[]): Promise<void> {
  const news = found.filter(({ key: name, value }) => name.startsWith('interface.') && known[name] !== value)
  if (news.length === 0) return
  for (const { key: name, value } of news) known[name] = value
  try {
    localStorage.setItem(key, JSON.stringify(known))
  } catch {
    // It is asked for the next time.
  }
  await putOnAppearance()
}

export async function putOnAppearance(): Promise<void> {
  await loadWords(navigator.languages, settingOf('interface.language', known))
  const { documentElement: root } = document
  root.lang = speech.get()?.language ?? 'en'
  root.dir = speech.get()?.direction ?? 'ltr'
  root.dataset['theme'] = settingOf('interface.theme', known)
}
