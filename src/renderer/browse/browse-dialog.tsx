import { ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FolderView } from '../../shared/contract.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { AccountField } from '../queue/account-field.tsx'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import form from '../ui/form.module.css'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'
import { crumbsOf } from './crumbs.ts'
import type { Crumb } from './crumbs.ts'
import { FolderList } from './folder-list.tsx'
import { passesByItself } from './passing.ts'
import { useFolders } from './use-folders.ts'

interface BrowseDialogProps {
  /** Where one begins: what is in the field, or the next folder around it that is there. */
  readonly start: string
  readonly account: string
  readonly onChoose: (address: string, account: string) => void
  readonly onClose: () => void
}

/** What an address in the making may be: not there yet, or a file's. Then one begins in what is around it. */
const notAFolder: ReadonlySet<string> = new Set(['destination-gone', 'address-invalid'])

/** Goes through the folders of an account. Opening one is all there is to do with it; the one that is open is chosen. */
export function BrowseDialog({ start, account: given, onChoose, onClose }: BrowseDialogProps) {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  const ready = accounts.find(({ state }) => state === 'ready') ?? accounts[0]
  const [account, setAccount] = useState(given === '' && accounts.length > 1 ? (ready?.name ?? '') : given)
  const home = t('place.home')
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>(() => crumbsOf(start, home))
  const [cameFrom, setCameFrom] = useState<string | null>(null)
  const [hasMoved, setMoved] = useState(false)
  const here = crumbs.at(-1) ?? null
  const { folders, isLoading, failure, hasMore, more, again } = useFolders(account, here?.address ?? null)
  const isElsewhere = !hasMoved && crumbs.length > 1 && notAFolder.has(failure?.code ?? '')
  const onlyRoot = here === null && folders.length === 1 ? folders[0] : undefined

  useEffect(() => {
    if (isElsewhere) setCrumbs((before) => before.slice(0, -1))
  }, [isElsewhere, crumbs])
  useEffect(() => {
    if (onlyRoot !== undefined) setCrumbs(crumbsOf(onlyRoot.address, home))
  }, [onlyRoot, home])

  // What was pressed goes when it did its work; whoever pressed it by key goes on in the list.
  const frame = useRef<HTMLDivElement>(null)
  const toList = (): void => frame.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus()
  const open = ({ name, address }: FolderView): void => {
    setMoved(true)
    setCameFrom(null)
    setCrumbs([...crumbs, { name, address }])
  }
  const backTo = (depth: number): void => {
    if (depth < 1 || depth >= crumbs.length) return
    setMoved(true)
    setCameFrom(crumbs[depth]?.address ?? null)
    setCrumbs(crumbs.slice(0, depth))
    toList()
  }
  const isEmpty = !isLoading && failure === null && folders.length === 0
  const count = { count: folders.length, n: f.count(folders.length) }

  return (
    <Dialog isOpen title={t('browse.title')} closeName={t('dialog.close')} onClose={onClose}>
      <div className={styles['body']}>
        <AccountField
          value={account}
          onChange={(next) => {
            setAccount(next)
            setCrumbs([])
          }}
        />
        <Crumbs crumbs={crumbs} onBack={backTo} />
        <div ref={frame} className={styles['frame']}>
          <FolderList
            place={here?.address ?? ''}
            name={here?.name ?? home}
            folders={folders}
            isLoading={isLoading}
            cameFrom={cameFrom}
            onOpen={open}
            onUp={() => backTo(crumbs.length - 1)}
            onEnd={more}
          />
          {isEmpty && (
            <div className={styles['empty']}>
              <p>
                <strong>{t('browse.empty')}</strong>
              </p>
              <p>{t('browse.emptyText')}</p>
            </div>
          )}
          {isLoading && folders.length === 0 && <p className={styles['empty']}>{t('browse.loading')}</p>}
          <Trouble
            failure={isElsewhere ? null : failure}
            isAlone={folders.length === 0}
            onAgain={() => {
              toList()
              again()
            }}
          />
        </div>
        {hasMore && failure === null && (
          <Button
            look="quiet"
            disabled={isLoading}
            onClick={() => {
              toList()
              more()
            }}
          >
            {t(isLoading ? 'browse.loading' : 'browse.more', count)}
          </Button>
        )}
        <p role="status" className="listen">
          {isLoading ? t('browse.loading') : failure === null ? t('browse.count', { ...count, name: here?.name }) : ''}
        </p>
      </div>
      <div className={form['ends']}>
        <p className={styles['target']}>
          {here !== null && (
            <bdi>{t('destination.goesTo', { place: crumbs.map(({ name }) => visible(name)).join(' / ') })}</bdi>
          )}
        </p>
        <Button onClick={onClose}>{t('dialog.cancel')}</Button>
        <Button
          look="primary"
          disabled={here === null || failure !== null}
          onClick={() => here !== null && onChoose(here.address, account)}
        >
          {t('browse.choose')}
        </Button>
      </div>
    </Dialog>
  )
}

interface TroubleProps {
  readonly failure: FailureView | null
  /** There is nothing else in the list. */
  readonly isAlone: boolean
  readonly onAgain: () => void
}

function Trouble({ failure, isAlone, onAgain }: TroubleProps) {
  const { t } = useWords()
  // What goes on by itself elsewhere is a transfer; a list waits for whoever wants to see it.
  const nextStep = failure === null || passesByItself(failure.code) ? '' : visible(failure.nextStep)
  return (
    <div role="alert">
      {failure !== null && (
        <div className={isAlone ? styles['empty'] : styles['failed']}>
          <p>
            <strong>{visible(failure.message)}</strong>
          </p>
          {nextStep !== '' && (
            <p>
              <CodeText text={nextStep} />
            </p>
          )}
          <p>
            <Button onClick={onAgain}>{t('browse.again')}</Button>
          </p>
        </div>
      )}
    </div>
  )
}

interface CrumbsProps {
  readonly crumbs: readonly Crumb[]
  /** So many stay. */
  readonly onBack: (depth: number) => void
}

function Crumbs({ crumbs, onBack }: CrumbsProps) {
  const { t } = useWords()
  return (
    <nav aria-label={t('browse.crumbs')}>
      <ol className={styles['crumbs']}>
        {crumbs.map(({ name, address }, index) => (
          <li key={address}>
            {index > 0 && <ChevronRight size={14} aria-hidden />}
            {index === crumbs.length - 1 ? (
              <span aria-current="page" className={styles['here']}>
                <bdi>{visible(name)}</bdi>
              </span>
            ) : (
              <button type="button" className={styles['crumb']} onClick={() => onBack(index + 1)}>
                <bdi>{visible(name)}</bdi>
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
