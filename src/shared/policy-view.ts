/** What a face knows of the administrator’s decisions (null: there are none), so that it offers nothing that is refused. */

import * as z from 'zod'

/** Null in a list's place: nothing was decided about it. */
export const PolicyView = z.object({
  /** Who can be asked. */
  contact: z.string().nullable(),
  accountKinds: z.array(z.string()).nullable(),
  clouds: z.array(z.string()).nullable(),
  tenants: z.array(z.string()).nullable(),
  /** Addresses, each with what is below it; a kind alone (`print:`) is all of that kind. */
  destinations: z.array(z.string()).nullable(),
  watchFolders: z.array(z.string()).nullable(),
  webUi: z.boolean(),
  /** Keys of settings that have a decided value. */
  locked: z.array(z.string()),
})
export type PolicyView = z.infer<typeof PolicyView>
