/**
 * Microsoft's clouds, which know nothing of each other: each has people of its own, and a Graph that takes its own
 * tokens alone. Two of them have one login host (graph.md F3).
 */

import type { Origins } from './onedrive/drive-item.ts'

export const cloudNames = ['global', 'us-gov', 'us-dod', 'china'] as const
export type CloudName = (typeof cloudNames)[number]

/** Those that are only there where they are asked for. */
export const nationalClouds = ['us-gov', 'us-dod', 'china'] as const
export type NationalCloud = (typeof nationalClouds)[number]

/** What programs call the cloud's Graph when they say what they want. */
export const graphNames: Readonly<Record<CloudName, string>> = {
  global: 'https://graph.microsoft.com',
  'us-gov': 'https://graph.microsoft.us',
  'us-dod': 'https://dod-graph.microsoft.us',
  china: 'https://microsoftgraph.chinacloudapi.cn',
}

/** A cloud and where it is here. */
export interface Place {
  readonly cloud: CloudName
  readonly origins: Origins
}

/** Whose login host signs the people of a cloud in; that cloud's name stands for it. */
export function authorityOf(cloud: CloudName): CloudName {
  return cloud === 'us-dod' ? 'us-gov' : cloud
}

/** What was made before there were several is of the first. */
export function cloudOf({ cloud = 'global' }: { readonly cloud?: CloudName }): CloudName {
  return cloud
}
