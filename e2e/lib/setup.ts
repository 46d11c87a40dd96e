import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { bin } from './paths.ts'

// Says in one sentence what is missing before any browser starts.
export default function setup() {
  for (const name of ['kioskd', 'fleetd', 'vterm', 'contentctl', 'netns']) {
    try {
      accessSync(join(bin, name), constants.X_OK)
    } catch {
      throw new Error(`cannot find ${join(bin, name)}: build the binaries with "make build" first`)
    }
  }
}
