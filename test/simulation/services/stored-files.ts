/** Files of drives, Box's among them. */

import type { Control, StoredItem } from './service-model.ts'

export async function filesOfAll(control: Control): Promise<readonly StoredItem[]> {
  return ((await control('GET', '/items')) as { items: StoredItem[] }).items
}
