import type { TransferView } from '../../shared/transfer.ts'
import { rowName, stateLine, toneOf } from '../queue/row-words.ts'
import { Glyph } from '../queue/glyphs.tsx'
import { isApple } from '../platform.ts'
import { classNames } from '../ui/class-names.ts'
import { comboOf } from '../ui/keys.ts'
import { visible } from '../ui/visible.ts'
import { nameOf, placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import styles from './history-table.module.css'

interface HistoryTableProps {
  readonly rows: readonly TransferView[]
  readonly onLook: (id: string) => void
  /** Copies a link to it, where there are any. */
  readonly onLink: (row: TransferView) => void
}

export function HistoryTable({ rows, onLook, onLink }: HistoryTableProps) {
  const { t, f } = useWords()
  return (
    <table className={styles['table']}>
      <caption className="listen">{t('history.title')}</caption>
      <thead className={styles['head']}>
        <tr>
          <th scope="col">{t('grid.name')}</th>
          <th scope="col">{t('grid.place')}</th>
          <th scope="col">{t('grid.state')}</th>
          <th scope="col">{t('grid.size')}</th>
          <th scope="col">{t('history.finished')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className={styles['name']}>
              <Glyph name={`state-${row.state}`} className={styles[toneOf(row)]} />
              <button
                type="button"
                aria-label={rowName(row, t, f, Date.now())}
                onClick={() => onLook(row.id)}
                onKeyDown={(event) => {
                  if (comboOf(event, isApple) !== 'Mod+L') return
                  event.preventDefault()
                  onLink(row)
                }}
              >
                <bdi title={visible(row.path)}>{visible(nameOf(row.path))}</bdi>
              </button>
            </th>
            <td className={styles['place']}>
              <bdi>{placeOf(row.destination, t('place.home'))}</bdi>
            </td>
            <td className={classNames(styles['state'], styles[toneOf(row)])} title={stateLine(row, t, f, Date.now())}>
              {stateLine(row, t, f, Date.now())}
            </td>
            <td className={styles['size']}>{f.bytes(row.size)}</td>
            <td className={styles['at']}>
              {row.finishedAt !== null && (
                <time dateTime={row.finishedAt}>{f.dateTime(Date.parse(row.finishedAt))}</time>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
