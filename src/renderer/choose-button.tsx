import { bridge, choosePaths } from './platform.ts'
import { Button } from './ui/button.tsx'
import { useWords } from './words/use-words.ts'

interface ChooseButtonProps {
  readonly what: 'files' | 'folder'
  readonly onChoose: (paths: readonly string[]) => void
}

/** Opens the system's own dialog. Not there in a browser, which has none that tells paths. */
export function ChooseButton({ what, onChoose }: ChooseButtonProps) {
  const { t } = useWords()
  if (bridge() === null) return null
  const choose = async (): Promise<void> => {
    const paths = await choosePaths(what)
    if (paths !== null && paths.length > 0) onChoose(paths)
  }
  return <Button onClick={() => void choose()}>{t('dialog.choose')}</Button>
}
