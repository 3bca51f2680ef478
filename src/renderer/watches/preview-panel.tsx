import { FailureBox } from '../ui/failure-box.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './left-out.module.css'
import { previewRequestOf } from './rules.ts'
import type { WatchForm } from './rules.ts'
import { usePreview } from './use-preview.ts'

/** What the rules make of the folder as it is now, by the very walk that will decide. */
export function PreviewPanel({ held }: { readonly held: WatchForm }) {
  const { t, f } = useWords()
  const { preview, failure } = usePreview(previewRequestOf(held))
  return (
    <section className={styles['leftOut']} aria-label={t('watches.preview.title')}>
      <FailureBox failure={failure} />
      {preview === null && failure === null && <p>{t('watches.preview.nothing')}</p>}
      {preview !== null && (
        <>
          <p role="status">
            {t('watches.preview.fits', {
              count: preview.files,
              n: f.count(preview.files),
              size: f.bytes(preview.bytes),
              now: f.count(preview.now),
            })}{' '}
            {!preview.isWhole && t('watches.preview.counting')}
            {preview.isCut && t('watches.preview.cut')}
          </p>
          {preview.examples.length > 0 && (
            <details>
              <summary>{t('watches.preview.examples')}</summary>
              <ul>
                {preview.examples.map((path) => (
                  <li key={path}>
                    <bdi>{visible(path)}</bdi>
                  </li>
                ))}
              </ul>
            </details>
          )}
          {preview.leftOut.length > 0 && (
            <details>
              <summary>
                {t('watches.preview.leftOut', {
                  n: f.count(preview.leftOut.reduce((sum, { count }) => sum + count, 0)),
                })}
              </summary>
              <dl>
                {preview.leftOut.map(({ why, count, examples }) => (
                  <div key={why}>
                    <dt>
                      {f.count(count)} · {visible(why)}
                    </dt>
                    <dd>
                      <bdi>{visible(examples.join('  '))}</bdi>
                    </dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </>
      )}
    </section>
  )
}
