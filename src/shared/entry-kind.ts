/** What there is to find when somebody looks around at a destination: each has its picture and its words. */
export const entryKinds = [
  'folder',
  /** What begins a kind of destination. */
  'drive',
  'drafts',
  'calendar',
  'tasks',
  'printers',
  'shared',
  'sites',
  'groups',
  /** What is in these. */
  'message',
  'event',
  'list',
  'task',
  'printer',
  'site',
  'group',
  'library',
] as const
export type EntryKind = (typeof entryKinds)[number]
