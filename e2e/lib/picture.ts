import { expect, type Locator } from '@playwright/test'

interface Frame {
  width: number
  time: number
}

// A last frame that lies over the video, as while a line is down, is no moving picture.
const frame = (video: Locator): Promise<Frame> =>
  video.first().evaluate((v: HTMLVideoElement) => {
    const still = v.parentElement?.querySelector('canvas')
    return { width: still?.checkVisibility() ? 0 : v.videoWidth, time: v.currentTime }
  })

/** Waits until a video shows pictures that move: not a black box, not a frozen one. */
export async function moving(video: Locator): Promise<void> {
  await expect(video.first()).toBeVisible()
  let before = -1
  await expect
    .poll(
      async () => {
        const { width, time } = await frame(video).catch(() => ({ width: 0, time: 0 }))
        const moved = width > 16 && before >= 0 && time > before
        before = time
        return moved
      },
      { timeout: 45_000, message: 'the picture moves' },
    )
    .toBe(true)
}
