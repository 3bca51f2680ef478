import { useState } from 'react'
import type { ExportFormat, QueueFilter } from '../../shared/queue-filter.ts'
import { viewOf } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { saveExport } from '../platform.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'

/** Writes a part of the history into a file, one at a time. */
export function useExport(): { save: (filter: QueueFilter, format: ExportFormat) => Promise<void>; isSaving: boolean } {
  const { link, notices } = useEngine()
  const { t } = useWords()
  const [isSaving, setSaving] = useState(false)
  const save = async (filter: QueueFilter, format: ExportFormat): Promise<void> => {
    setSaving(true)
    const day = new Date().toISOString().slice(0, 10)
    const answer = await saveExport(link.client.get(), `longshore-${day}.${format}`, {
      filter,
      format,
    })
    setSaving(false)
    if (!answer.ok) notices.show({ text: visible(viewOf(answer.failure, null).message), isBad: true })
    else if (answer.value) notices.show({ text: t('history.saved') })
  }
  return { save, isSaving }
}
