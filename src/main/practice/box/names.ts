import { refusal } from './refusals.ts'

const longestName = 255

/**
 * The rules nobody disputes (common-errors.md, item_name_invalid and item_name_too_long). The longer list of characters
 * there has the hyphen in it, which is plainly usable, so it can't be meant as it stands (box-and-peers.md 1.10).
 */
export function requireName(name: string): void {
  if (name.length > longestName) throw refusal('item_name_too_long')
  const isBad =
    name === '' ||
    name === '.' ||
    name === '..' ||
    name.trim() !== name ||
    /[/\\\p{Cc}]/u.test(name) ||
    !name.isWellFormed()
  if (isBad) throw refusal('item_name_invalid')
}
