/** Rows that no Linux machine can show: what is needed, and why. A row that a test shows has no place here: a test says so. */

export const elsewhere: Readonly<Record<string, string>> = {
  'fault-F37': 'Windows or macOS: only their file systems say that a file is a placeholder',
}
