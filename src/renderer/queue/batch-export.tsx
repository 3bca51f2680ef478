import { Download } from 'lucide-react'
import { useExport } from '../history/use-export.ts'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { useWords } from '../words/use-words.ts'

/** All that was added together with a file, as a file of its own: with hashes, whether it is over or not. */
export function BatchExport({ batch }: { readonly batch: string }) {
  const { t } = useWords()
  const { save, isSaving } = useExport()
  return (
    <Menu
      trigger={
        <Button icon={<Download size={16} aria-hidden />} disabled={isSaving}>
          {t(isSaving ? 'history.saving' : 'details.exportBatch')}
        </Button>
      }
      items={(['csv', 'json'] as const).map((format) => ({
        key: format,
        text: t(`history.as.${format}`),
        onPick: () => void save({ batch }, format),
      }))}
    />
  )
}
