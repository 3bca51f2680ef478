/**
 * Where schedules go. In a file of its own: nothing of the product may be loaded before the world is in place.
 *
 * They take turns over these. Their number has no factor in common with the seeds that are played twice (campaign.ts).
 */
export const allAddresses: readonly string[] = [
  'onedrive:/Inbox',
  'box:/Inbox',
  'outlook:messages/practice-draft',
  'todo:lists/practice-list/tasks/practice-task',
  'print:shares/practice-printer-share',
  'onedrive:/Inbox',
  'box:/Inbox',
  'outlook:events/practice-event',
  'print:printers/practice-printer',
]
