import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import styles from './drop-target.module.css'
import { canTakeFiles, pathsOf } from './platform.ts'
import { takesText } from './ui/keys.ts'
import { useWords } from './words/use-words.ts'

interface DropTargetProps {
  readonly children: ReactNode
  readonly onPaths: (paths: readonly string[]) => void
  /** There were files, but nobody says where they are. */
  readonly onUntold: () => void
}

/**
 * Files may be dropped or pasted anywhere. Where the platform tells no paths, a drop is still taken: a browser would
 * open the file in place of the page, and who drops something must hear why nothing comes of it.
 */
export function DropTarget({ children, onPaths, onUntold }: DropTargetProps) {
  const { t } = useWords()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const take = (data: DataTransfer | null): boolean => {
      const paths = pathsOf(data)
      if (paths !== null) onPaths(paths)
      const isUntold = !canTakeFiles() && (data?.files.length ?? 0) > 0
      if (isUntold) onUntold()
      return paths !== null || isUntold
    }
    const onOver = (event: DragEvent): void => {
      if (!(event.dataTransfer?.types.includes('Files') ?? false)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
      setOver(true)
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
  }, [onPaths, onUntold])
  return (
    <>
      {children}
      {isOver && (
        <div className={styles['over']}>
          <p>{t(canTakeFiles() ? 'drop.here' : 'drop.untold')}</p>
        </div>
      )}
    </>
  )
}
