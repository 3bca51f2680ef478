import { Star } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FolderView } from '../../shared/destinations-contract.ts'
import { useEngine } from '../engine/context.ts'
import { AccountField } from '../queue/account-field.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import form from '../ui/form.module.css'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import type { Words } from '../../shared/words/words.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'
import { CrumbTrail } from './crumb-trail.tsx'
import { crumbsOf } from './crumbs.ts'
import type { Crumb } from './crumbs.ts'
import { contentOf, titleOf } from './entry-words.ts'
import { FindBar, NewFolder } from './find-bar.tsx'
import { FolderList } from './folder-list.tsx'
import { Trouble } from './trouble.tsx'
import { entriesOf, useFavourites } from './use-favourites.ts'
import { useFolders } from './use-folders.ts'
import { isLink, useLink } from './use-link.ts'

interface BrowseDialogProps {
  /** Where one begins: what is in the field, or the next folder around it that is there. */
  readonly start: string
  readonly account: string
  readonly onChoose: (address: string, account: string) => void
  readonly onClose: () => void
}

/** What an address in the making may be: not there yet, or a file's. Then one begins in what is around it. */
const notAFolder: ReadonlySet<string> = new Set(['destination-gone', 'address-invalid'])

/** What was found may be anywhere below: it says itself what it is in, from its drive on. */
function foundIn(entry: FolderView, crumbs: readonly Crumb[], t: Words): { name: string; around: readonly Crumb[] } {
  const title = titleOf(entry, t)
  if (entry.kind !== 'folder') return { name: title, around: crumbs }
  const drive = crumbs.findIndex(({ kind }) => kind === 'drive' || kind === 'library')
  const name = entry.detail === null ? title : `${visible(entry.detail)} / ${title}`
  return { name, around: crumbs.slice(0, drive + 1) }
}

/** Where a folder can be made. */
const canHold: ReadonlySet<string> = new Set(['drive', 'folder', 'library', 'site', 'group'])

/**
 * Goes through the places of an account. A folder is opened, and the open one is chosen; a message, an event or a task is
 * picked out of its list.
 */
export function BrowseDialog({ start, account: given, onChoose, onClose }: BrowseDialogProps) {
  const { mirror } = useEngine()
  const { t, f, said } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  const ready = accounts.find(({ state }) => state === 'ready') ?? accounts[0]
  const [account, setAccount] = useState(given === '' && accounts.length > 1 ? (ready?.name ?? '') : given)
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>(() => crumbsOf(start, t))
  const [picked, setPicked] = useState<FolderView | null>(null)
  const [cameFrom, setCameFrom] = useState<string | null>(null)
  const [hasMoved, setMoved] = useState(false)
  const [find, setFind] = useState('')
  const here = crumbs.at(-1) ?? null
  const goTo = (address: string, its: string): void => {
    setMoved(true)
    setPicked(null)
    setFind('')
    setAccount(its)
    setCrumbs(crumbsOf(address, t))
  }
  const followed = useLink(find, account, goTo)
  const search = here === null || isLink(find) ? '' : find.trim()
  const kept = useFavourites()
  const { folders: listed, isLoading, failure, hasMore, more, again } = useFolders(account, here?.place ?? null, search)
  const roots = useFolders(account, null).folders
  const wanted = entriesOf(kept, account)
  const folders = here === null ? [...wanted, ...listed] : listed
  const isElsewhere = !hasMoved && crumbs.length > 1 && notAFolder.has(failure?.code ?? '')
  const onlyRoot = here === null && folders.length === 1 && wanted.length === 0 ? folders[0] : undefined

  useEffect(() => {
    if (isElsewhere) setCrumbs((before) => before.slice(0, -1))
  }, [isElsewhere, crumbs])
  useEffect(() => {
    if (onlyRoot?.place) setCrumbs([{ ...onlyRoot, place: onlyRoot.place }])
  }, [onlyRoot])

  // What was pressed goes when it did its work; whoever pressed it by key goes on in the list.
  const frame = useRef<HTMLDivElement>(null)
  const toList = (): void => frame.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus()
  const open = (entry: FolderView): void => {
    const { kind, place, address } = entry
    if (place === null) return setPicked(entry)
    if (kind === 'favourite' || kind === 'recent') return goTo(place, account)
    setMoved(true)
    setPicked(null)
    setCameFrom(null)
    setFind('')
    const { name, around } = search === '' ? { name: titleOf(entry, t), around: crumbs } : foundIn(entry, crumbs, t)
    return setCrumbs([...around, { kind, name, place, address }])
  }
  const backTo = (depth: number): void => {
    if (depth < (roots.length > 1 ? 0 : 1) || depth >= crumbs.length) return
    setMoved(true)
    setPicked(null)
    setFind('')
    setCameFrom(crumbs[depth]?.place ?? null)
    setCrumbs(crumbs.slice(0, depth))
    toList()
  }
  const isEmpty = !isLoading && failure === null && folders.length === 0
  const content = contentOf(here?.kind ?? null)
  const emptyOf = here?.kind === 'shared' ? 'shared' : content
  const name = here === null ? t('browse.roots') : visible(here.name)
  const target = picked?.address ?? here?.address ?? null
  const star = target === null ? undefined : kept.find(target, account)
  const count = { count: folders.length, n: f.count(folders.length), name }
  const keptName = (picked === null ? name : titleOf(picked, t)).slice(0, 100)
  const choose = (): void => {
    if (target !== null && failure === null) onChoose(target, account)
  }

  return (
    <Dialog isOpen title={t('browse.title')} closeName={t('dialog.close')} onClose={onClose}>
      <div className={styles['body']}>
        <AccountField
          value={account}
          onChange={(next) => {
            setAccount(next)
            setCrumbs([])
            setPicked(null)
            setFind('')
          }}
        />
        <FindBar
          value={find}
          label={t(here === null ? 'browse.link' : 'browse.find')}
          error={followed.failure === null ? null : visible(said(followed.failure).message)}
          onChange={setFind}
          onDone={toList}
        />
        <CrumbTrail crumbs={crumbs} hasRoots={roots.length > 1} onBack={backTo} />
        <div ref={frame} className={styles['frame']}>
          <FolderList
            place={`${here?.place ?? ''}\n${search}`}
            name={t(`browse.list.${content}`, { name })}
            folders={folders}
            picked={picked}
            isLoading={isLoading}
            cameFrom={cameFrom}
            onOpen={open}
            onChoose={choose}
            onUp={() => backTo(crumbs.length - 1)}
            onEnd={more}
          />
          {isEmpty && (
            <div className={styles['empty']}>
              <p>
                <strong>
                  {t(search === '' ? `browse.empty.${emptyOf}` : 'browse.foundNothing', { text: visible(search) })}
                </strong>
              </p>
              <p>{t(search === '' ? `browse.emptyText.${emptyOf}` : 'browse.foundNothingText')}</p>
            </div>
          )}
          {isLoading && folders.length === 0 && <p className={styles['empty']}>{t(`browse.loading.${content}`)}</p>}
          <Trouble
            failure={isElsewhere ? null : failure}
            account={account}
            isAlone={folders.length === 0}
            onAgain={() => {
              toList()
              again()
            }}
          />
        </div>
        <div className={styles['under']}>
          {hasMore && failure === null && (
            <Button
              look="quiet"
              disabled={isLoading}
              onClick={() => {
                toList()
                more()
              }}
            >
              {isLoading ? t(`browse.loading.${content}`) : t('browse.more', count)}
            </Button>
          )}
          {target !== null && failure === null && (
            <Button
              look="quiet"
              icon={<Star size={16} aria-hidden fill={star === undefined ? 'none' : 'currentColor'} />}
              aria-pressed={star !== undefined}
              onClick={() =>
                void (star === undefined ? kept.keep({ address: target, account }, keptName) : kept.drop(star.name))
              }
            >
              {t(star === undefined ? 'browse.keep' : 'browse.drop')}
            </Button>
          )}
          {here?.address !== undefined && here.address !== null && canHold.has(here.kind) && search === '' && (
            <NewFolder
              key={here.place}
              place={here.address}
              account={account}
              onMade={(folder) => {
                open(folder)
                toList()
              }}
            />
          )}
        </div>
        {kept.failure !== null && <p className={styles['failed']}>{visible(said(kept.failure).message)}</p>}
        <p role="status" className="listen">
          {followed.isLooking
            ? t('browse.following')
            : picked !== null
              ? t('browse.picked', { name: titleOf(picked, t) })
              : isLoading
                ? t(`browse.loading.${content}`)
                : failure === null
                  ? t(`browse.count.${content}`, count)
                  : ''}
        </p>
      </div>
      <div className={form['ends']}>
        <p className={styles['target']}>
          {picked !== null && (
            <bdi>
              {t(picked.kind === 'printer' ? 'destination.prints' : 'destination.attaches', {
                name: titleOf(picked, t),
              })}
            </bdi>
          )}
          {picked === null && target !== null && (
            <bdi>{t('destination.goesTo', { place: crumbs.map((crumb) => visible(crumb.name)).join(' / ') })}</bdi>
          )}
        </p>
        <Button onClick={onClose}>{t('dialog.cancel')}</Button>
        <Button look="primary" disabled={target === null || failure !== null} onClick={choose}>
          {t(`browse.choose.${content}`)}
        </Button>
      </div>
    </Dialog>
  )
}
