/** In which order transfers are told and have their turn, and how people change it. */

/**
 * - `added`: as they came, the oldest first
 * - `queue`: unfinished ones, in the order that they have their turn
 * - `oldest`, `newest`: finished ones, by when they ended
 */
export type TransferOrder = 'added' | 'queue' | 'oldest' | 'newest'

/** Where transfers go in the queue: to an end of it, or beside another one. */
export type Goal = { readonly to: 'top' | 'bottom' } | { readonly before: string } | { readonly after: string }
