/** An SVG as a PNG of some size, drawn by a real browser: the sources use masks and gradients. */

import type { Browser } from 'playwright'

export interface Dress {
  /** What `currentColor` is. */
  readonly ink?: string
  /** What `var(--sign)` is: the colour of what needs a person. */
  readonly sign?: string
  /** The part of the width that the drawing takes; the rest is margin around it. */
  readonly part?: number
}

/** Draws `svg` as a square of `size` pixels on nothing. */
export async function drawPng(browser: Browser, svg: string, size: number, dress: Dress = {}): Promise<Buffer> {
  const { ink = '#000', sign = ink, part = 1 } = dress
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  try {
    const style = `html{height:100%;display:grid;place-items:center;color:${ink};--sign:${sign}} body{margin:0;display:contents}`
    const width = size * part
    await page.setContent(`<style>${style} svg{width:${width}px;height:${width}px}</style>${svg}`)
    return await page.screenshot({ omitBackground: true })
  } finally {
    await page.close()
  }
}
