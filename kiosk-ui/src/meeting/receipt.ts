// Receipt numbers have 12 digits, the last a check digit (Luhn, ISO/IEC 7812-1);
// invitation codes have 8. Both are read and typed in groups of four.
export const receiptDigits = 12
export const codeDigits = 8

export function grouped(digits: string): string {
  return digits.replace(/\D/g, '').replace(/(\d{4})(?=\d)/g, '$1 ')
}

export function onlyDigits(text: string, most: number): string {
  return text.replace(/\D/g, '').slice(0, most)
}

// checks tells whether the last digit fits the others, so that a slip of the
// finger is found before anybody is asked.
export function checks(number: string): boolean {
  if (!/^\d{12}$/.test(number)) return false
  const sum = [...number].reverse().reduce((total, c, i) => {
    const d = Number(c) * (i % 2 === 1 ? 2 : 1)
    return total + (d > 9 ? d - 9 : d)
  }, 0)
  return sum % 10 === 0
}
