// A quiet tone of four seconds stands for whatever would be read aloud.
export function tone(): Buffer {
  const rate = 8000
  const samples = Int16Array.from({ length: 4 * rate }, (_, i) => 3000 * Math.sin((2 * Math.PI * 330 * i) / rate))
  const data = Buffer.from(samples.buffer)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(2 * rate, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}
