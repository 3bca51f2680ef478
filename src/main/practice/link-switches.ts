import { z } from 'zod'

/** What the administrators of drives and of Box allow of sharing links, and what the plan has. */
export const linkSwitches = {
  /** The widest that may be made. */
  widestLink: z.enum(['anyone', 'organization', 'nobody']),
  /** Who can open one where the request doesn't say it. A personal drive has no organization: there it is anyone. */
  usualLink: z.enum(['anyone', 'organization']),
  /** Whether a link may have an end, which both services sell with a plan. */
  linksEnd: z.boolean(),
  /** What a drive refuses with: 403 (od#413), or 400 as it was seen too (rclone, backend/onedrive). */
  linkRefusalStatus: z.union([z.literal(403), z.literal(400)]),
}

export const linkDefaults = {
  widestLink: 'anyone',
  usualLink: 'organization',
  linksEnd: true,
  linkRefusalStatus: 403,
} as const
