/** F6 goes from one part of the page to the next: whatever carries `data-region`, in the order of the page. */

export function nextRegion(page: Document): void {
  const regions = [...page.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  )
  const now = regions.findIndex((region) => region.contains(page.activeElement))
  const next = regions[(now + 1) % regions.length]
  if (next === undefined) return
  const first = next.querySelector<HTMLElement>(
    '[tabindex="0"], a[href], button:not(:disabled):not([tabindex="-1"]), input:not(:disabled)',
  )
  ;(first ?? next).focus()
}
