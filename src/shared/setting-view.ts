/** A setting as faces see it: its value now, and what was decided about it. */

import * as z from 'zod'

export const SettingView = z.object({
  key: z.string(),
  value: z.unknown(),
  description: z.string(),
  /** Decided for this computer; null: it can be set. `contact`: who can be asked, where somebody is named. */
  locked: z.object({ by: z.literal('policy'), contact: z.string().nullable() }).nullable(),
  /** The highest value that the administrator allows; null: the setting's own. */
  atMost: z.number().nullable(),
})
export type SettingView = z.infer<typeof SettingView>
