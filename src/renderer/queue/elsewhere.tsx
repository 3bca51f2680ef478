import { ExternalLink, FolderOpen, Link } from 'lucide-react'
import { useState } from 'react'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { LinkDialog } from '../links/link-dialog.tsx'
import { canLink } from '../links/link-offer.ts'
import type { LinksOf } from '../links/make-links.ts'
import { useLinkOffer } from '../links/use-link-offer.ts'
import { copy, desktop } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/use-words.ts'
import { BatchExport } from './batch-export.tsx'
import styles from './details.module.css'

/** A link of the service is only followed where it is one: any other scheme would be code. */
function safeUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  return new URL(url).protocol === 'https:' ? url : null
}

/** The file where it comes from, and where it went: in the file manager and in a browser. */
export function Elsewhere({ row }: { readonly row: TransferView }) {
  const { notices } = useEngine()
  const { t } = useWords()
  const url = safeUrl(row.remote?.webUrl ?? null)
  const here = desktop()
  const offer = useLinkOffer()
  const isLinkable = canLink(offer, row)
  const { batch } = row
  const [linked, setLinked] = useState<LinksOf | null>(null)
  if (url === null && here === null && batch === undefined && !isLinkable) return null
  const show = async (): Promise<void> => {
    if (here !== null && !(await here.showFile(row.id))) notices.show({ text: t('notice.notThere'), isBad: true })
  }
  // The app opens what the engine stored for this transfer, and nothing that a page says.
  const open = async (): Promise<void> => {
    if (here !== null && !(await here.openInWeb(row.id))) notices.show({ text: t('notice.notOpened'), isBad: true })
  }
  const copyLink = async (): Promise<void> => {
    if (isLinkable) return setLinked({ ids: [row.id] })
    const isCopied = url !== null && (await copy(url))
    notices.show({ text: t(isCopied ? 'notice.linkCopied' : 'notice.notCopied'), isBad: !isCopied })
  }
  return (
    <p className={styles['links']}>
      {here !== null && (
        <Button icon={<FolderOpen size={16} aria-hidden />} onClick={() => void show()}>
          {t('details.showFile')}
        </Button>
      )}
      {url !== null && here !== null && (
        <Button icon={<ExternalLink size={16} aria-hidden />} onClick={() => void open()}>
          {t('details.open')}
        </Button>
      )}
      {url !== null && here === null && (
        <a href={url} target="_blank" rel="noreferrer noopener">
          {t('details.open')}
        </a>
      )}
      {batch !== undefined && <BatchExport batch={batch} />}
      {/* Until it is known which of the two it copies, it isn't there. */}
      {(isLinkable || (url !== null && offer !== undefined)) && (
        <Button icon={<Link size={16} aria-hidden />} onClick={() => void copyLink()}>
          {t('act.copyLink')}
        </Button>
      )}
      {isLinkable && batch !== undefined && (
        <Button icon={<Link size={16} aria-hidden />} onClick={() => setLinked({ batch })}>
          {t('links.ofBatch')}
        </Button>
      )}
      {linked !== null && offer && <LinkDialog of={linked} offer={offer} onClose={() => setLinked(null)} />}
    </p>
  )
}
