import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatsFor } from './format.ts'
import type { Formats } from './format.ts'
import type { Words } from './words.ts'

/** The words, and the numbers in the way that the browser's own language writes them. */
export function useWords(): { t: Words; f: Formats } {
  const { t } = useTranslation()
  return useMemo(() => ({ t, f: formatsFor(navigator.language) }), [t])
}
