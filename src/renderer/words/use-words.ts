import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'

/** The words, and the numbers in the way that the browser's own language writes them. */
export function useWords(): { t: Words; f: Formats } {
  const { t } = useTranslation()
  return useMemo(() => ({ t: (key, values = {}) => t(key, values), f: formatsFor(navigator.language) }), [t])
}
