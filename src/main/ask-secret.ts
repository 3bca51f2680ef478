/** Asks somebody at a terminal for something that nobody else should read: what is typed isn't shown. */

import type { ReadStream } from 'node:tty'

/** Longer than any passphrase that is taken. */
const longest = 4_096

/** @returns null where nobody sits at a terminal, or called it off with Ctrl-C or Ctrl-D */
export async function askSecret(
  question: string,
  input: Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'> = process.stdin,
  output: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
): Promise<string | null> {
  if (!input.isTTY || output.isTTY !== true) return null
  // Before anybody can answer: the terminal shows what is typed until then.
  input.setRawMode(true)
  output.write(question)
  const typed: string[] = []
  try {
    return await new Promise((resolve) => {
      const end = (answer: string | null): void => {
        input.off('data', onData)
        resolve(answer)
      }
      const onData = (data: Buffer): void => {
        for (const key of data.toString('utf8')) {
          if (key === '\r' || key === '\n') return end(typed.join(''))
          if (key === '\u0003' || key === '\u0004') return end(null)
          if (key === '\u007f' || key === '\b') typed.pop()
          else if (key >= ' ' && typed.length < longest) typed.push(key)
        }
      }
      input.on('data', onData)
      input.resume()
    })
  } finally {
    input.setRawMode(false)
    input.pause()
    output.write('\n')
  }
}
