import type { Attack } from './attack.ts'
import { crossSite } from './cross-site.ts'
import { frameAttacks } from './frames.ts'
import { halves } from './halves.ts'
import { injected } from './injected.ts'
import { nobody } from './nobody.ts'
import { rebinding } from './rebinding.ts'
import { windows } from './windows.ts'

/** Every attack that there is. */
export const attacks: readonly Attack[] = [
  ...rebinding,
  ...crossSite,
  ...nobody,
  ...windows,
  ...halves,
  ...injected,
  ...frameAttacks,
]
