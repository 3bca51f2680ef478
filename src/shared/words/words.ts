/** How a word is looked up: the page's library does it, and so does the one of the app's tray. */

/** `key` as in en.json; a value is put where the text says `{{name}}`, `count` chooses between one and several. */
export type Words = (key: string, values?: Readonly<Record<string, unknown>>) => string
