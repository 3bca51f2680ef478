import { useEffect, useRef } from 'react'
import type { SharedLinkView } from '../../shared/links-contract.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'
import { CodeText } from '../ui/code-text.tsx'
import { Field } from '../ui/field.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import form from '../ui/form.module.css'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { nameOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import type { Made } from './make-links.ts'

const mostLines = 8

/** What came of it: the addresses, marked as a whole, what they let people do, and which files have none. */
export function LinkResult({ made, text }: { readonly made: Made; readonly text: string }) {
  const { t, f, said } = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    area.current?.focus()
    area.current?.select()
  }, [])
  const links = made.steps.flatMap(({ link }) => link ?? [])
  const [first] = links
  const isOne = links.length === 1
  const without = made.steps.filter(({ failure }) => failure !== null)
  return (
    <>
      <Field
        label={t('links.address', { count: links.length })}
        help={first === undefined || !isAlike(links) ? t('links.several') : linkLine(first, links.length, t, f)}
      >
        {(ties) => (
          <textarea
            {...ties}
            ref={area}
            className={`${input['input']} ${input['area']}`}
            readOnly
            dir="ltr"
            rows={isOne ? 3 : Math.min(mostLines, links.length)}
            value={text}
          />
        )}
      </Field>
      {made.failure !== null && <FailureBox failure={made.failure} />}
      {without.length > 0 && (
        <section className={form['failed']} aria-label={t('links.without')}>
          <p>
            <strong>{t('links.withoutCount', { count: without.length, n: f.count(without.length) })}</strong>
          </p>
          <ul>
            {without.slice(0, mostLines).map(({ id, path, failure }) => (
              <li key={id}>
                <bdi>{visible(nameOf(path) || id)}</bdi>
                {': '}
                {failure !== null && <CodeText text={visible(`${said(failure).message} ${said(failure).nextStep}`)} />}
              </li>
            ))}
          </ul>
          {without.length > mostLines && (
            <p>{t('links.andMore', { count: without.length - mostLines, n: f.count(without.length - mostLines) })}</p>
          )}
        </section>
      )}
    </>
  )
}

/** `Anyone with the link can look at it. Ends on 31 May 2026.` */
function linkLine(link: SharedLinkView, count: number, t: Words, f: Formats): string {
  const { kind, scope, expiresAt, hasPassword } = link
  return [
    t(`links.is.${scope}.${kind}`, { count }),
    expiresAt === null
      ? t('links.is.noEnd', { count })
      : t('links.is.ends', { count, when: f.dateTime(Date.parse(expiresAt)) }),
    hasPassword ? t('links.is.password', { count }) : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function isAlike(links: readonly SharedLinkView[]): boolean {
  const [first] = links
  return links.every(
    ({ kind, scope, expiresAt, hasPassword }) =>
      kind === first?.kind &&
      scope === first.scope &&
      expiresAt === first.expiresAt &&
      hasPassword === first.hasPassword,
  )
}
