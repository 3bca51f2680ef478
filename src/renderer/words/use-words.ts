import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatsFor } from '../../shared/words/format.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'

/** Made once for each language: making them takes longer than drawing the row that uses them. */
const made = new Map<string, Formats>()

function formatsHere(): Formats {
  const { language } = navigator
  const formats = made.get(language) ?? formatsFor(language)
  made.set(language, formats)
  return formats
}

/** The words, and the numbers in the way that the browser's own language writes them. */
export function useWords(): { t: Words; f: Formats } {
  const { t } = useTranslation()
  return useMemo(() => ({ t: (key, values = {}) => t(key, values), f: formatsHere() }), [t])
}
