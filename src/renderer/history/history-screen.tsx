import { Clock, Search } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useEngine } from '../engine/context.ts'
import { LinkDialog } from '../links/link-dialog.tsx'
import { canLink } from '../links/link-offer.ts'
import { useLinkOffer } from '../links/use-link-offer.ts'
import { Details } from '../queue/details.tsx'
import type { Looked } from '../queue/details.tsx'
import { go } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Screen } from '../ui/screen.tsx'
import { useChosen, useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { everything, filterOf, isEverything } from './filter.ts'
import type { Shown } from './filter.ts'
import { HistoryFilters } from './history-filters.tsx'
import { HistoryPages, pageRows } from './history-pages.ts'
import styles from './history-screen.module.css'
import { HistoryTable } from './history-table.tsx'

/** While somebody types, not each letter is asked about; while uploads end one after the other, once in a while is enough. */
const settleMs = 200
const refreshMs = 300

function useSettled(shown: Shown): Shown {
  const [settled, setSettled] = useState(shown)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(shown), settleMs)
    return () => clearTimeout(timer)
  }, [shown])
  return settled
}

function usePages(shown: Shown, ended: number): HistoryPages {
  const { link, mirror } = useEngine()
  const client = useValue(link.client)
  const epoch = useValue(mirror.epoch)
  const pages = useMemo(() => new HistoryPages(link.client, filterOf(shown)), [link, shown, client, epoch])
  useEffect(() => pages.start(), [pages])
  useEffect(() => {
    const timer = setTimeout(() => pages.refresh(), refreshMs)
    return () => clearTimeout(timer)
  }, [pages, ended])
  return pages
}

export function HistoryScreen() {
  const { mirror, notices } = useEngine()
  const { t, f } = useWords()
  const offer = useLinkOffer()
  const [linked, setLinked] = useState<string | null>(null)
  const [shown, setShown] = useState(everything)
  const [looked, setLooked] = useState<Looked | null>(null)
  const ended = useChosen(mirror.summary, (summary) =>
    summary === null
      ? 0
      : (['done', 'failed', 'skipped', 'canceled'] as const).reduce(
          (sum, state) => sum + (summary.tallies[state] ?? 0),
          0,
        ),
  )
  const pages = usePages(useSettled(shown), ended)
  const { rows, page, isLast, isLoading } = useValue(pages.view)
  const isWhole = isEverything(shown)
  const codes = rows.flatMap(({ failure }) => failure?.code ?? [])
  const isNothing = rows.length === 0 && !isLoading
  if (isWhole && isNothing && ended === 0) {
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
  const found = page * pageRows + rows.length
  const text = isWhole
    ? t('history.total', { count: ended, n: f.count(ended) })
    : isLoading
      ? t('history.looking')
      : t(isLast ? 'history.found' : 'history.foundSome', { count: found, n: f.count(found) })
  return (
    <Screen title={t('history.title')} text={<span aria-live="polite">{text}</span>}>
      <HistoryFilters shown={shown} onChange={setShown} codes={codes} />
      {isNothing ? (
        <Empty
          icon={<Search size={24} aria-hidden />}
          title={t('empty.findTitle')}
          actions={<Button onClick={() => setShown(everything)}>{t('history.clear')}</Button>}
        >
          {t('empty.historyFindText')}
        </Empty>
      ) : (
        <HistoryTable
          rows={rows}
          onLook={(id) => setLooked({ id, isWhy: false })}
          onLink={(row) => {
            if (canLink(offer, row)) setLinked(row.id)
            else notices.show({ text: t('links.noneThere'), isBad: true })
          }}
        />
      )}
      {(page > 0 || !isLast) && !isNothing && (
        <nav className={styles['pager']} aria-label={t('history.pages')}>
          <Button disabled={page === 0} onClick={() => void pages.show(page - 1)}>
            {t('history.newer')}
          </Button>
          <span>
            {isWhole
              ? t('history.page', {
                  page: f.count(page + 1),
                  pages: f.count(Math.max(page + 1, Math.ceil(ended / pageRows))),
                })
              : t('history.pageOnly', { page: f.count(page + 1) })}
          </span>
          <Button disabled={isLast || isLoading} onClick={() => void pages.show(page + 1)}>
            {t('history.older')}
          </Button>
        </nav>
      )}
      {linked !== null && offer && <LinkDialog of={{ ids: [linked] }} offer={offer} onClose={() => setLinked(null)} />}
      {looked !== null && <Details looked={looked} onClose={() => setLooked(null)} />}
    </Screen>
  )
}
