import {
  CalendarClock,
  CalendarDays,
  Check,
  ChevronRight,
  Clock,
  Folder,
  Globe,
  HardDrive,
  ListTodo,
  Mail,
  Mails,
  Library,
  Printer,
  Share2,
  SquareCheck,
  Star,
  UsersRound,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { FolderView } from '../../shared/destinations-contract.ts'
import type { EntryKind } from '../../shared/entry-kind.ts'
import { classNames } from '../ui/class-names.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'
import { detailOf, titleOf } from './entry-words.ts'
import { movedTo, typedTo } from './list-keys.ts'

interface FolderListProps {
  /** Where they are: another place begins at its top. */
  readonly place: string
  /** What the list is called. */
  readonly name: string
  readonly folders: readonly FolderView[]
  /** What would be chosen; null: nothing of the list. */
  readonly picked: FolderView | null
  readonly isLoading: boolean
  /** Where one begins, if it is among them: the place one came out of. */
  readonly cameFrom: string | null
  readonly onOpen: (folder: FolderView) => void
  /** What is picked already was meant. */
  readonly onChoose: () => void
  readonly onUp: () => void
  /** The last one was reached. */
  readonly onEnd: () => void
}

const pictures: Readonly<Record<EntryKind, LucideIcon>> = {
  drive: HardDrive,
  folder: Folder,
  drafts: Mails,
  message: Mail,
  calendar: CalendarDays,
  event: CalendarClock,
  tasks: ListTodo,
  list: ListTodo,
  task: SquareCheck,
  printers: Printer,
  printer: Printer,
  shared: Share2,
  sites: Globe,
  site: Globe,
  groups: UsersRound,
  group: UsersRound,
  library: Library,
  favourite: Star,
  recent: Clock,
}

/** Letters that follow each other within this time are one word. */
const typingMs = 700

/** A listbox by WAI-ARIA: the box has the focus, one option is active. It stays while its folders change. */
export function FolderList(props: FolderListProps) {
  const { place, name, folders, picked, isLoading, cameFrom, onOpen, onChoose, onUp, onEnd } = props
  const { t, f } = useWords()
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const [held, setHeld] = useState({ place, index: -1 })
  const start = Math.max(
    0,
    folders.findIndex((folder) => folder.place !== null && folder.place === cameFrom),
  )
  const index = held.place === place && held.index >= 0 ? Math.min(held.index, folders.length - 1) : start
  const active = folders[index]
  useEffect(() => {
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, index, folders])

  function moveTo(to: number): void {
    setHeld({ place, index: to })
    if (to === folders.length - 1) onEnd()
  }

  function type(letter: string): void {
    const now = performance.now()
    const text = now - typed.current.at < typingMs ? typed.current.text + letter : letter
    typed.current = { text, at: now }
    const to = typedTo(
      text,
      index,
      folders.map((folder) => folder.name),
    )
    if (to !== null) moveTo(to)
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to = movedTo(event.key, index, folders.length)
    // A key that is no letter ends the word.
    if (event.key.length > 1) typed.current = { text: '', at: 0 }
    if (to !== null) moveTo(to)
    else if (event.key === 'Enter' || event.key === 'ArrowRight') {
      if (event.key === 'Enter' && picked !== null && active === picked) onChoose()
      else if (active !== undefined) onOpen(active)
    } else if (event.key === 'ArrowLeft' || event.key === 'Backspace') onUp()
    else if (event.key.length === 1) type(event.key)
    else return
    event.preventDefault()
  }

  return (
    <>
      <p className="listen" id={`${id}-keys`}>
        {t('browse.keys')}
      </p>
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        aria-label={name}
        aria-describedby={`${id}-keys`}
        aria-busy={isLoading}
        aria-activedescendant={active === undefined ? undefined : `${id}-${index}`}
        className={styles['list']}
        onKeyDown={onKey}
      >
        {folders.map((folder, at) => {
          const Picture = pictures[folder.kind]
          const detail = detailOf(folder, t, f)
          return (
            <div
              key={`${folder.kind} ${folder.address ?? folder.place}`}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === index}
              className={classNames(
                styles['option'],
                at === index && styles['active'],
                folder === picked && styles['picked'],
              )}
              onClick={() => {
                setHeld({ place, index: at })
                onOpen(folder)
              }}
              onDoubleClick={() => folder === picked && onChoose()}
            >
              <Picture size={16} aria-hidden className={styles['icon']} />
              <span className={styles['name']}>
                <bdi>{titleOf(folder, t)}</bdi>
                {detail !== '' && (
                  <>
                    {' '}
                    <bdi className={styles['detail']}>{detail}</bdi>
                  </>
                )}
              </span>
              {folder === picked && <Check size={16} aria-hidden className={styles['check']} />}
              {folder.place !== null && folder.hasChildren !== false && (
                <ChevronRight size={16} aria-hidden className={styles['icon']} />
              )}
            </div>
          )
        })}
      </div>
    </>
  )
}
