import { Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FailureView } from '../../shared/failure.ts'
import type { LinkOffer } from '../../shared/links-contract.ts'
import { useEngine } from '../engine/context.ts'
import { copy } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import form from '../ui/form.module.css'
import { useWords } from '../words/use-words.ts'
import { LinkFields } from './link-fields.tsx'
import { LinkResult } from './link-result.tsx'
import { type LinksOf, type Made, type Wish, addressesOf, makeLinks } from './make-links.ts'

interface LinkDialogProps {
  readonly of: LinksOf
  readonly offer: LinkOffer
  readonly onClose: () => void
}

/** Makes links, copies them, and shows them for whom the clipboard is out of reach. They are gone with the dialog. */
export function LinkDialog({ of, offer, onClose }: LinkDialogProps) {
  const { link: line } = useEngine()
  const { t, f } = useWords()
  const [wish, setWish] = useState<Wish>({ kind: 'view', scope: null, days: null })
  const [count, setCount] = useState<number | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const [refused, setRefused] = useState<FailureView | null>(null)
  const [isCopied, setCopied] = useState<boolean | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])
  const total = 'ids' in of ? of.ids.length : null
  const text = made === null ? '' : addressesOf(made.steps)
  const links = text === '' ? 0 : text.split('\n').length

  async function make(): Promise<void> {
    const controller = new AbortController()
    leaving.current = controller
    setRefused(null)
    setCount(0)
    const all = await makeLinks(line.client.get(), of, wish, Date.now(), {
      signal: controller.signal,
      onStep: setCount,
    })
    setCount(null)
    const addresses = addressesOf(all.steps)
    if (addresses === '') {
      // Another wish may do.
      setRefused(all.failure ?? all.steps.find(({ failure }) => failure !== null)?.failure ?? null)
      return
    }
    setCopied(await copy(addresses))
    setMade(all)
  }

  const copied =
    isCopied === null ? '' : t(isCopied ? 'links.copied' : 'links.copyByHand', { count: links, n: f.count(links) })
  const doing =
    count === null
      ? copied
      : t(total === null ? 'links.madeSoFar' : 'links.madeOf', { n: f.count(count), total: f.count(total ?? 0) })
  return (
    <Dialog isOpen title={t('links.title', { count: total ?? 2 })} closeName={t('dialog.close')} onClose={onClose}>
      <form
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (made === null) void make()
        }}
      >
        <div className={form['fields']}>
          {made === null ? (
            <>
              <LinkFields wish={wish} offer={offer} isBusy={count !== null} onChange={setWish} />
              <FailureBox failure={refused} />
            </>
          ) : (
            <LinkResult made={made} text={text} />
          )}
          <p role="status" className={form['note']}>
            {doing}
          </p>
        </div>
        <div className={form['ends']}>
          {made === null ? (
            <>
              <Button onClick={count === null ? onClose : () => leaving.current?.abort()}>
                {t(count === null ? 'dialog.cancel' : 'links.stop')}
              </Button>
              <Button type="submit" look="primary" disabled={count !== null}>
                {t('links.make', { count: total ?? 2 })}
              </Button>
            </>
          ) : (
            <>
              <Button icon={<Copy size={16} aria-hidden />} onClick={() => void copy(text).then(setCopied)}>
                {t('links.copyAgain')}
              </Button>
              <Button look="primary" onClick={onClose}>
                {t('dialog.close')}
              </Button>
            </>
          )}
        </div>
      </form>
    </Dialog>
  )
}
