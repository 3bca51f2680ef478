import { Clock } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { Details } from '../queue/details.tsx'
import type { Looked } from '../queue/details.tsx'
import { go } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Screen } from '../ui/screen.tsx'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { idsOfPage, inOrder, pagesOf, walkHistory } from './history-pages.ts'
import type { HistoryIndex } from './history-pages.ts'
import styles from './history-screen.module.css'
import { HistoryTable } from './history-table.tsx'

function useHistory(page: number): { index: HistoryIndex | null; counted: number; rows: readonly TransferView[] } {
  const { link, mirror } = useEngine()
  const client = useValue(link.client)
  const epoch = useValue(mirror.epoch)
  const finals = useValue(mirror.summary)?.tallies
  const total =
    finals === undefined
      ? 0
      : (finals.done ?? 0) + (finals.failed ?? 0) + (finals.skipped ?? 0) + (finals.canceled ?? 0)
  const [counted, setCounted] = useState(0)
  const [index, setIndex] = useState<HistoryIndex | null>(null)
  const [rows, setRows] = useState<readonly TransferView[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    // While uploads end one after the other, once in a while is enough.
    const timer = setTimeout(() => {
      void walkHistory(client, leaving.signal, setCounted).then((found) => found !== null && setIndex(found))
    }, 300)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, epoch, total])
  useEffect(() => {
    if (index === null) return undefined
    const leaving = new AbortController()
    const ids = idsOfPage(index, page)
    if (ids.length === 0) setRows([])
    else {
      void client.queue.get({ ids }, leaving.signal).then((answer) => {
        if (answer.ok && !leaving.signal.aborted) setRows(inOrder(ids, answer.value))
        return undefined
      })
    }
    return () => leaving.abort()
  }, [client, index, page])
  return { index, counted, rows }
}

export function HistoryScreen() {
  const { t, f } = useWords()
  const [page, setPage] = useState(0)
  const [looked, setLooked] = useState<Looked | null>(null)
  const { index, counted, rows } = useHistory(page)
  const pages = index === null ? 1 : pagesOf(index)
  const total = index?.ids.length ?? counted
  const text =
    index === null
      ? t('history.loading', { count: counted, n: f.count(counted) })
      : t('history.total', { count: total, n: f.count(total) })
  if (index !== null && total === 0) {
    return (
      <Screen title={t('history.title')}>
        <Empty
          icon={<Clock size={24} aria-hidden />}
          title={t('empty.historyTitle')}
          actions={<Button onClick={() => go('queue')}>{t('empty.historyGo')}</Button>}
        >
          {t('empty.historyText')}
        </Empty>
      </Screen>
    )
  }
  return (
    <Screen title={t('history.title')} text={text}>
      <HistoryTable rows={rows} onLook={(id) => setLooked({ id, isWhy: false })} />
      {pages > 1 && (
        <nav className={styles['pager']} aria-label={t('history.pages')}>
          <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
            {t('history.newer')}
          </Button>
          <span>{t('history.page', { page: f.count(page + 1), pages: f.count(pages) })}</span>
          <Button disabled={page >= pages - 1} onClick={() => setPage(page + 1)}>
            {t('history.older')}
          </Button>
        </nav>
      )}
      {looked !== null && <Details looked={looked} onClose={() => setLooked(null)} />}
    </Screen>
  )
}
