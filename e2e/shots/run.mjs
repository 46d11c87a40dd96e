// npm run shots [-- --readme]: pictures of every screen into var/shots, and
// with --readme the two of the README.
import { spawnSync } from 'node:child_process'

const rest = process.argv.slice(2)
const env = { ...process.env, README: rest.includes('--readme') ? '1' : '' }
const args = ['playwright', 'test', '--project=shots', ...rest.filter((a) => a !== '--readme')]
process.exit(spawnSync('npx', args, { stdio: 'inherit', env }).status ?? 1)
