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
  /** Wanted again: kept by somebody, or used lately. These come from the page, not from a service. */
  'favourite',
  'recent',
] as const
export type EntryKind = (typeof entryKinds)[number]
