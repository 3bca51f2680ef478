/** A boat's wake and what goes up: the sign of the product. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 22 22"
      aria-hidden
      fill="none"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M2 15c3-3 5-3 9 0s6 3 9 0" stroke="var(--accent)" />
      <path d="M11 12V3m0 0L7.5 6.5M11 3l3.5 3.5" stroke="var(--ink)" />
    </svg>
  )
}
