/** What the computer runs on, where its system tells. */

export interface Power {
  /** Plugged in nowhere, and running on its own battery. */
  readonly onBattery: boolean
  /** How full the battery is, 0 to 100; null: not told. */
  readonly percent: number | null
}

export interface PowerSource {
  /** Null: there is no battery, or nobody tells. Never throws. */
  read(): Promise<Power | null>
}
