import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import styles from './drop-target.module.css'
import { canTakeFiles, pathsOf } from './platform.ts'
import { takesText } from './ui/keys.ts'
import { useWords } from './words/use-words.ts'

interface DropTargetProps {
  readonly children: ReactNode
  readonly onPaths: (paths: readonly string[]) => void
}

/**
 * Files may be dropped or pasted anywhere. Where the platform tells no paths, a drop is only kept from navigating away:
 * a browser would open the file in place of the page.
 */
export function DropTarget({ children, onPaths }: DropTargetProps) {
  const { t } = useWords()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const take = (data: DataTransfer | null): boolean => {
      const paths = pathsOf(data)
      if (paths !== null) onPaths(paths)
      return paths !== null
    }
    const onOver = (event: DragEvent): void => {
      if (!(event.dataTransfer?.types.includes('Files') ?? false)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = canTakeFiles() ? 'copy' : 'none'
      setOver(canTakeFiles())
    }
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      event.preventDefault()
      setOver(false)
      take(event.dataTransfer)
    }
    const onPaste = (event: ClipboardEvent): void => {
      if (!takesText(event.target) && take(event.clipboardData)) event.preventDefault()
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
    }
  }, [onPaths])
  return (
    <>
      {children}
      {isOver && (
        <div className={styles['over']}>
          <p>{t('drop.here')}</p>
        </div>
      )}
    </>
  )
}
