// Characters as a hand writes them, for tests: strokes in a unit square, drawn
// by eye, not taken from any data set. More points than the ends are not
// needed: a test draws the lines between.

export interface Point {
  x: number
  y: number
}

// Each stroke is x,y pairs in hundredths.
const drawn: Record<string, string> = {
  一: '8,52 92,48',
  二: '25,28 75,26 | 6,78 95,75',
  三: '20,18 80,16 | 27,48 72,46 | 6,85 95,82',
  十: '8,42 92,40 | 50,5 50,95',
  人: '50,8 47,38 32,70 6,94 | 48,36 62,66 94,92',
  大: '10,36 90,33 | 49,6 47,40 33,70 8,94 | 49,38 63,68 92,93',
  天: '22,14 78,12 | 8,44 92,41 | 50,14 46,52 30,76 6,94 | 50,46 66,74 94,93',
  中: '16,28 18,64 | 16,28 84,26 81,62 | 18,62 82,60 | 50,5 50,96',
  王: '14,14 86,12 | 20,47 80,45 | 50,14 50,84 | 6,86 95,84',
  工: '15,16 85,14 | 50,16 49,84 | 5,86 96,84',
  土: '20,38 80,36 | 50,8 50,86 | 6,88 95,86',
  口: '20,22 24,84 | 20,22 80,20 76,82 | 24,80 77,78',
  日: '26,10 27,92 | 26,10 74,9 74,92 | 27,49 73,48 | 27,88 73,87',
  田: '14,14 17,90 | 14,14 86,12 84,90 | 16,50 85,48 | 50,14 50,88 | 17,87 84,86',
  木: '10,34 90,32 | 50,5 50,96 | 49,35 34,64 8,84 | 51,35 68,64 93,82',
  李: '18,17 82,14 | 50,3 50,46 | 48,18 32,36 10,48 | 52,18 70,36 91,46 | 28,52 70,51 52,64 | 52,64 54,88 46,97 36,92 | 8,76 93,73',
  张: '10,12 40,11 40,34 12,36 | 12,36 9,60 41,58 38,88 30,95 22,88 | 84,10 72,26 58,36 | 46,50 96,47 | 58,14 58,90 72,78 | 64,52 76,76 96,92',
  国: '12,8 13,95 | 12,8 88,7 88,95 | 28,27 72,26 | 32,50 68,49 | 50,27 50,76 | 24,77 77,76 | 62,58 70,68 | 13,92 88,91',
  我: '42,6 30,14 12,20 | 6,38 94,35 | 28,18 28,88 22,94 14,86 | 8,68 46,54 | 56,6 62,44 76,78 92,92 94,76 | 82,48 68,70 46,88 | 72,10 82,22',
  钱: '22,4 16,18 6,32 | 20,20 44,19 | 14,40 40,39 | 8,58 44,57 | 25,40 26,88 44,76 | 54,28 92,24 | 52,50 94,44 | 66,5 70,44 80,76 94,92 95,78 | 90,56 74,78 52,92 | 78,6 86,15',
}

export const characters = Object.keys(drawn)

// ofCharacter gives a character's strokes, each line in steps as a finger's are.
export function ofCharacter(character: string): Point[][] {
  const way = drawn[character]
  if (way === undefined) throw new Error(`${character} has not been drawn`)
  return way.split(' | ').map((s) => {
    const corners = s.split(' ').map((p) => {
      const [x = 0, y = 0] = p.split(',').map((n) => Number(n) / 100)
      return { x, y }
    })
    return corners.flatMap((to, i) => {
      const from = corners[i - 1]
      if (from === undefined) return [to]
      return [1, 2, 3, 4, 5, 6].map((n) => ({ x: from.x + ((to.x - from.x) * n) / 6, y: from.y + ((to.y - from.y) * n) / 6 }))
    })
  })
}
