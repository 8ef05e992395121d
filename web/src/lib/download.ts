/** Lets the browser save what an address answers, under its own name unless another is given; the page stays. */
export function download(address: string, name = ''): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
