/** Where the last files went is where the next ones most likely go. */

const key = 'longshore.destination'

export const lastDestination = {
  get: (): string => localStorage.getItem(key) ?? 'onedrive:/',
  set: (address: string): void => localStorage.setItem(key, address),
}
