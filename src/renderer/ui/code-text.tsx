import styles from './code-text.module.css'

/** A sentence in which `what one types` stands between backquotes. */
export function CodeText({ text }: { readonly text: string }) {
  return text.split('`').map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className={styles['code']}>
        {part}
      </code>
    ) : (
      part
    ),
  )
}
