/** What of a screen is said in the page's own words: read in a language that nobody speaks, where all of them are accented. */

import type { Page } from 'playwright'
import type { Visit } from './visit.ts'

/** As if the reader had chosen it in the browser, without leaving the page. */
export async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate(`Object.defineProperty(navigator, 'languages', { configurable: true, get: () => ['${language}'] })
    window.dispatchEvent(new Event('languagechange'))`)
  await page.waitForFunction(`document.documentElement.lang === '${language}'.replace('de-DE', 'de')`)
}

/** Every text that can be read or heard, without what is shown as it is typed. */
const textsOnPage = `(() => {
  const texts = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.currentNode; node !== null; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement.closest('code, kbd, script, style, [data-told]') === null) texts.push(node.textContent)
      continue
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-roledescription']) {
      if (node.hasAttribute(name)) texts.push(node.getAttribute(name))
    }
  }
  return texts
})()`

/** Cut off at an edge, or pushed out of its box. What is ours is in brackets. */
const clippedOnPage = `(() => {
  const found = []
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    if (own.every((node) => node.textContent.trim() === '') || element.closest('.visually-hidden, [data-unseen]')) continue
    const { overflowX, overflowY, width } = getComputedStyle(element)
    if (width === '1px') continue
    const isCut = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
    const isCutBelow = overflowY !== 'visible' && overflowY !== 'auto' && element.scrollHeight > element.clientHeight + 1
    if ((isCut || isCutBelow) && element.closest('[title]')?.title !== element.textContent) found.push(element.textContent)
  }
  return found
})()`

/** Sentences that a face says in its own words are not the engine's to say. */
const saidByFaces = new Set(['message', 'nextStep', 'description'])

function dataIn(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) for (const one of value) dataIn(one, into)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      into.add(key)
      if (!saidByFaces.has(key)) dataIn(one, into)
    }
  }
}

/** Of numbers and times, which the system writes; and what is called the same in every language. */
const always =
  /\b(?:[kMGTP]?B(?:\/s)?|AM|PM|at|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Longshore|English|Deutsch)\b/g

/** What is on the screen and comes neither from the words nor from the engine. */
export async function unspokenWords({ page, heard }: Visit): Promise<string[]> {
  const data = new Set<string>()
  for (const frame of heard) dataIn(JSON.parse(frame), data)
  const known = [...data]
  const isData = (text: string): boolean => known.some((one) => one.includes(text))
  const texts = await page.evaluate<string[]>(textsOnPage)
  return [...new Set(texts.map(outside))].filter((text) => {
    const words = text.replaceAll(always, ' ').match(/[A-Za-z]{2,}/g) ?? []
    return words.length > 0 && !isData(text.trim()) && words.some((word) => !isData(word))
  })
}

/** Without what is in brackets, which may lie in one another. */
function outside(text: string): string {
  const less = text.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ')
  return less === text ? text : outside(less)
}

/** Words of ours that somebody can't read to their end. What has a name of its own may be long: files, folders. */
export async function clippedWords(page: Page): Promise<string[]> {
  const found = await page.evaluate<string[]>(clippedOnPage)
  return [...new Set(found)].filter((text) => text.startsWith('⟦'))
}
