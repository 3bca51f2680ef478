/** What `interface.language` can be, beside `system`. Apart from the words, which the command line has no use for. */

export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]
export type LanguageChoice = Language | 'system'
